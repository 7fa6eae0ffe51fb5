/**
 * Ready-made resources and the glue between paths and handlers, after Kamaelia's {@code Experimental} HTTP resources.
 *
 * <pre>
 *   Request --path, method--> {@link org.kamaelia.http.resource.ResourceGlue} --> HandlerFactory of the longest match
 *                                     \--> 404, 405 with Allow, 204 to OPTIONS
 * </pre>
 */
@NullMarked
package org.kamaelia.http.resource;

import org.jspecify.annotations.NullMarked;
