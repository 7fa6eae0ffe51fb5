/**
 * The protocol component of one connection, and the access log.
 *
 * <pre>
 *   SimpleServer --one for each connection--> {@link org.kamaelia.http.server.HttpServer}
 *                                               \--wires--> org.kamaelia.http.http1 and org.kamaelia.http.exchange
 *
 *   HttpExchange --observed--> {@link org.kamaelia.http.server.AccessLog} --lines--> a thread of the log --> sink
 * </pre>
 */
@NullMarked
package org.kamaelia.http.server;

import org.jspecify.annotations.NullMarked;
