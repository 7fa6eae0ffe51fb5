/**
 * What the server needs of handlers, requests and responses beside what a user writes against; for the packages of this
 * module and for the starter.
 *
 * <pre>
 *   org.kamaelia.http.exchange, .http1, .route --> {@link org.kamaelia.http.spi.ServerAccess} --> org.kamaelia.http
 * </pre>
 *
 * <p>Together with {@code org.kamaelia.http} this is one layer: the classes there keep what is not for users to themselves,
 * and open it here alone.
 */
@NullMarked
package org.kamaelia.http.spi;

import org.jspecify.annotations.NullMarked;
