/** What measures is right about what it counts. */
@NullMarked
package org.kamaelia.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
