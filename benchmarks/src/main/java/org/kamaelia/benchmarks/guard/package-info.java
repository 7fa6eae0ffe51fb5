/** What slow guards cost the other requests of an event loop. */
@NullMarked
package org.kamaelia.benchmarks.guard;

import org.jspecify.annotations.NullMarked;
