/**
 * WebSocket: messages in bounded boxes (RFC 6455, RFC 7692).
 *
 * <pre>
 *   Request --&gt; {@link org.kamaelia.http.websocket.WebSocket}, a HandlerFactory --101--&gt; WebSocketConnection takes the connection over
 *
 *   transport --octets--&gt; WebSocketConnection --inbox, messages--&gt; {@link org.kamaelia.http.websocket.WebSocketHandler}
 *   transport &lt;--octets-- WebSocketConnection &lt;--messages, outbox-- {@link org.kamaelia.http.websocket.WebSocketHandler}
 * </pre>
 *
 * <p>There are four ways to talk with a client: a component that is stepped ({@link
 * org.kamaelia.http.websocket.WebSocketHandler}), a function for each message, a handler on a thread that may block
 * ({@link org.kamaelia.http.websocket.BlockingWebSocket}), and a {@link org.kamaelia.axon.Broadcast} to many clients. A
 * client that does not read fills the boxes on its way and slows its own sender, and nobody else.
 */
@NullMarked
package org.kamaelia.http.websocket;

import org.jspecify.annotations.NullMarked;
