/**
 * Programs that run as children of this one, and ports for them. The comparison uses it, and so does the module
 * {@code verification}.
 *
 * <pre>
 *   FreePorts --port--> command --> ChildProcess --Probe--> ready ... close(): ended
 * </pre>
 */
@NullMarked
package org.kamaelia.benchmarks.process;

import org.jspecify.annotations.NullMarked;
