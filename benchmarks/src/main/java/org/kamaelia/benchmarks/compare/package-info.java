/**
 * Measures servers against each other, each in a process of its own, by requests per second of the CPU time that its
 * process took. The machine's load, and what the client costs, weigh little on that figure.
 *
 * <pre>
 *   Comparison (a table) --.
 *                           +--> Contender --starts--> ServerProcess <--requests-- Client, with its Work
 *   Scaling (two plots) ---'                                |
 *       '--> Chart                                          '--> JvmMemory
 * </pre>
 */
@NullMarked
package org.kamaelia.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
