/**
 * Ready-made resources and the glue between paths and handlers, after Kamaelia's {@code Experimental} HTTP resources.
 *
 * <pre>
 *   Request --path, method--> {@link org.kamaelia.http.route.ResourceGlue} --> HandlerFactory of the longest match
 *                                     \--> 404, 405 with Allow, 204 to OPTIONS
 *
 *   Request --> {@link org.kamaelia.http.content.Minimal} --path--> {@link org.kamaelia.http.content.ResourceSource} --> {@link org.kamaelia.http.content.Resource}
 *                  |                    directory, class path, or a user's own; on threads
 *                  \--coding, conditions, ranges--> Response, regions of a file; on the loop
 *
 *   {@link org.kamaelia.http.content.Ranged} --> {@link org.kamaelia.http.content.Conditional} --> {@link org.kamaelia.http.content.Compressed} --> any handler
 * </pre>
 *
 * <p>The three in the last line stand in front of a handler and work on its response on the way: 206, 304 and 412, and
 * gzip. {@link org.kamaelia.http.content.EventStream} tells events to many clients, and
 * {@link org.kamaelia.http.content.Forms} and {@link org.kamaelia.http.content.MultipartHandler} receive files.
 */
@NullMarked
package org.kamaelia.http.content;

import org.jspecify.annotations.NullMarked;
