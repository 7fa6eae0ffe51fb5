package org.kamaelia.http.websocket;

import org.kamaelia.http.Request;

/**
 * Talks with a client on a thread that may block, a virtual thread if the JVM has them. Called once for each connection,
 * and concurrently for different connections.
 *
 * <pre>{@code
 * WebSocket.blocking((request, session) -> {
 *     for (Message next; (next = session.receive()) != null; ) {
 *         session.send(Message.text(lookUp(next.text())));
 *     }
 * })
 * }</pre>
 *
 * <p>When the handler returns, the connection closes with 1000; an exception closes it with 1011. When the connection ends,
 * {@code receive} returns null if the client has closed in order, or the server has begun to stop. Otherwise both methods of the session throw {@link
 * java.io.IOException}, also from a waiting call. The thread is not interrupted.
 */
@FunctionalInterface
public interface BlockingWebSocket {
    /**
     * Talks with one client.
     *
     * @param request the request that opened the WebSocket
     * @param session receives and sends
     */
    void handle(Request request, WebSocketSession session) throws Exception;
}
