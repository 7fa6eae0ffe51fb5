/** Every server answers what load tests and test suites expect of it. */
@NullMarked
package org.kamaelia.benchmarks;

import org.jspecify.annotations.NullMarked;
