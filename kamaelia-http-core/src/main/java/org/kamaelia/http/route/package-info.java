/**
 * From paths to handler factories.
 *
 * <pre>
 *   Request --path, method--> {@link org.kamaelia.http.route.ResourceGlue} --> HandlerFactory of the longest match
 *                                     \--> 404, 405 with Allow, 204 to OPTIONS
 * </pre>
 */
@NullMarked
package org.kamaelia.http.route;

import org.jspecify.annotations.NullMarked;
