/**
 * WebSocket without input and output (RFC 6455, RFC 7692): octets in, messages out, and back.
 *
 * <pre>
 *   octets of the client --&gt; {@link org.kamaelia.http.websocket.frame.MessageReader} --&gt; messages, parts, pings, closes
 *                               |  {@link org.kamaelia.http.websocket.frame.Masking}, {@link org.kamaelia.http.websocket.frame.Inflation},
 *                               |  {@link org.kamaelia.http.websocket.frame.Utf8Check}
 *   messages --&gt; {@link org.kamaelia.http.websocket.frame.Deflation} --&gt; {@link org.kamaelia.http.websocket.frame.FrameEncoder} --&gt; octets
 * </pre>
 *
 * <p>The octets of a message are {@link org.kamaelia.http.websocket.frame.Content}. {@link
 * org.kamaelia.http.websocket.frame.DeflateAgreement} is what the handshake agrees on. Nothing here knows a socket, a
 * thread or a handler, so the same code can run over a stream of HTTP/2 (RFC 8441).
 */
@NullMarked
package org.kamaelia.http.websocket.frame;

import org.jspecify.annotations.NullMarked;
