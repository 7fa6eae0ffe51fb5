/**
 * A complete service in one class: {@link org.kamaelia.sample.OrderDesk}. The other classes are its data.
 *
 * <pre>
 *   request --> CORS --> login of /api/ --> path and method --> handler --> {@link org.kamaelia.sample.Orders}, files, events
 * </pre>
 */
@NullMarked
package org.kamaelia.sample;

import org.jspecify.annotations.NullMarked;
