package org.kamaelia.peers.websocket;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** Jetty. */
public final class JettySocket {
    private static final Set<Session> ALL = ConcurrentHashMap.newKeySet();

    private JettySocket() {}

    public static void main(String[] args) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setPort(Integer.parseInt(args[0]));
        server.addConnector(connector);
        server.setHandler(WebSocketUpgradeHandler.from(server, container -> {
            container.setMaxBinaryMessageSize(1024 * 1024);
            container.addMapping("/ws", (request, response, callback) -> new Echo());
            container.addMapping("/ws/all", (request, response, callback) -> new ToAll());
        }));
        server.start();
    }

    /** Sends each message back, and asks for the next when it was sent. */
    public static final class Echo implements Session.Listener {
        private Session session;

        @Override
        public void onWebSocketOpen(Session opened) {
            session = opened;
            opened.demand();
        }

        @Override
        public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
            session.sendBinary(
                    payload,
                    Callback.from(
                            () -> {
                                callback.succeed();
                                session.demand();
                            },
                            callback::fail));
        }
    }

    /** Sends each message to all. */
    public static final class ToAll implements Session.Listener {
        private Session session;

        @Override
        public void onWebSocketOpen(Session opened) {
            session = opened;
            ALL.add(opened);
            opened.demand();
        }

        @Override
        public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
            ByteBuffer octets = ByteBuffer.allocate(payload.remaining()).put(payload).flip();
            callback.succeed();
            for (Session one : ALL) {
                one.sendBinary(octets.duplicate(), Callback.NOOP);
            }
            session.demand();
        }
    }
}
