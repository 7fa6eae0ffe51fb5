/**
 * The protocol component of one connection.
 *
 * <pre>
 *                       {@link org.kamaelia.http.server.HttpServer}, one for each connection
 *                  +----------------------------------------------------------------+
 *   ConnectedSocket|  {@link org.kamaelia.http.http1.HttpParser}            {@link org.kamaelia.http.http1.HttpRequestHandler}          | Handler,
 *     outbox ------+-> inbox  outbox ------> inbox             body --------+--> inbox    one for
 *     inbox  &lt;-----+--------- outbox &lt;------ framing &lt;------ responses &lt;----+--- outbox   each request
 *                  +----------------------------------------------------------------+
 * </pre>
 *
 * <p>Parser and request handler are linked when the connection opens; only the handler is linked and unlinked with every
 * request. Bytes are bounded once for each direction: what the client sends from the socket to the handler, and what the
 * handler sends to the socket.
 */
@NullMarked
package org.kamaelia.http.server;

import org.jspecify.annotations.NullMarked;
