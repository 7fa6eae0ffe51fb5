/** What must hold for the test under fire itself. */
@NullMarked
package org.kamaelia.benchmarks.faults;

import org.jspecify.annotations.NullMarked;
