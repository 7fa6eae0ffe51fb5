/**
 * Access to handlers, requests and responses for the server: the packages of this module, and the starter. Not an API
 * for applications.
 *
 * <pre>
 *   org.kamaelia.http.exchange, .http1, .route --> {@link org.kamaelia.http.spi.ServerAccess} --> org.kamaelia.http
 * </pre>
 *
 * <p>This package and {@code org.kamaelia.http} are one layer. The classes of {@code org.kamaelia.http} keep methods
 * for the server package-private. Only this package gives access to these methods.
 */
@NullMarked
package org.kamaelia.http.spi;

import org.jspecify.annotations.NullMarked;
