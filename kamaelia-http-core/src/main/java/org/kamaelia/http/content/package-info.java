/**
 * Ready-made resources, and wrappers that stand in front of handlers, after Kamaelia's {@code Experimental} HTTP resources.
 *
 * <pre>
 *   Request --> {@link org.kamaelia.http.content.Minimal} --path--> {@link org.kamaelia.http.content.ResourceSource} --> {@link org.kamaelia.http.content.Resource}
 *                  |                    directory, class path, or a user's own; on threads
 *                  \--coding, conditions, ranges--> Response, regions of a file; on the loop
 *
 *   {@link org.kamaelia.http.content.Ranged} --> {@link org.kamaelia.http.content.Conditional} --> {@link org.kamaelia.http.content.Compressed} --> any handler
 * </pre>
 *
 * <p>The three wrappers in the last line change the response of a handler on its way to the client: 206 and 416, 304 and
 * 412, and gzip. {@link org.kamaelia.http.content.EventStream} sends events to many clients.
 * {@link org.kamaelia.http.content.Forms} and {@link org.kamaelia.http.content.MultipartHandler} receive files.
 */
@NullMarked
package org.kamaelia.http.content;

import org.jspecify.annotations.NullMarked;
