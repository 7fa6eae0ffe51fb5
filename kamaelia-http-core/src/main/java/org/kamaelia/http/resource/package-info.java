/**
 * Ready-made resources and the glue between paths and handlers, after Kamaelia's {@code Experimental} HTTP resources.
 *
 * <pre>
 *   Request --path, method--> {@link org.kamaelia.http.resource.ResourceGlue} --> HandlerFactory of the longest match
 *                                     \--> 404, 405 with Allow, 204 to OPTIONS
 *
 *   Request --> {@link org.kamaelia.http.resource.Minimal} --path--> {@link org.kamaelia.http.resource.ResourceSource} --> {@link org.kamaelia.http.resource.Resource}
 *                  |                    directory, class path, or a user's own; on threads
 *                  \--coding, conditions, ranges--> Response, regions of a file; on the loop
 *
 *   {@link org.kamaelia.http.resource.Ranged} --> {@link org.kamaelia.http.resource.Conditional} --> {@link org.kamaelia.http.resource.Compressed} --> any handler
 * </pre>
 *
 * <p>The three in the last line stand in front of a handler and work on its response on the way: 206, 304 and 412, and
 * gzip. {@link org.kamaelia.http.resource.EventStream} tells events to many clients, and
 * {@link org.kamaelia.http.resource.Forms} and {@link org.kamaelia.http.resource.MultipartHandler} receive files.
 */
@NullMarked
package org.kamaelia.http.resource;

import org.jspecify.annotations.NullMarked;
