/**
 * Measures servers against each other, each in a process of its own, by requests per second of the CPU time that its
 * process took. The load of the machine and the cost of the client have little influence on that figure. A server is
 * measured only when it is warm.
 *
 * <pre>
 *   Comparison --> ComparisonTable
 *     |
 *     +--> Contender --starts--> MeasuredServer <--requests-- Client, with its Work
 *     |                            |    |    '--> WarmUp: is the server warm?
 *   Scaling --> Chart              |    '--> CpuTime
 *                                  '--> JvmMemory
 * </pre>
 */
@NullMarked
package org.kamaelia.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
