/** The conformance server answers as test suites expect. */
@NullMarked
package org.kamaelia.benchmarks.conformance;

import org.jspecify.annotations.NullMarked;
