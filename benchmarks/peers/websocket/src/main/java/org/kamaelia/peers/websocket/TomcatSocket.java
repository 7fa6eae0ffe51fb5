package org.kamaelia.peers.websocket;

import jakarta.servlet.ServletContext;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

/** Tomcat, through the API of Jakarta. */
public final class TomcatSocket {
    private static final int LARGEST = 1024 * 1024;
    private static final Set<Session> ALL = ConcurrentHashMap.newKeySet();

    private TomcatSocket() {}

    public static void main(String[] args) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
        tomcat.setPort(Integer.parseInt(args[0]));
        tomcat.getConnector().setProperty("maxConnections", "20000");
        Context context = tomcat.addContext("", null);
        context.addServletContainerInitializer(new WsSci(), null);
        context.addServletContainerInitializer((classes, servlets) -> add(servlets), null);
        Tomcat.addServlet(context, "none", new org.apache.catalina.servlets.DefaultServlet())
                .addMapping("/");
        tomcat.start();
    }

    private static void add(ServletContext servlets) {
        ServerContainer container =
                (ServerContainer) servlets.getAttribute("jakarta.websocket.server.ServerContainer");
        try {
            container.addEndpoint(ServerEndpointConfig.Builder.create(Echo.class, "/ws").build());
            container.addEndpoint(
                    ServerEndpointConfig.Builder.create(ToAll.class, "/ws/all").build());
        } catch (Exception wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    /** Sends each message back. */
    public static class Echo extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.setMaxBinaryMessageBufferSize(LARGEST);
            session.addMessageHandler(ByteBuffer.class, message -> {
                try {
                    session.getBasicRemote().sendBinary(message);
                } catch (IOException broken) {
                    throw new UncheckedIOException(broken);
                }
            });
        }
    }

    /** Sends each message to all. */
    public static final class ToAll extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {
            ALL.add(session);
            MessageHandler.Whole<ByteBuffer> toAll = message -> {
                for (Session one : ALL) {
                    send(one, message.duplicate());
                }
            };
            session.addMessageHandler(ByteBuffer.class, toAll);
        }

        /** Waits, because the asynchronous remote refuses a message while it sends another one. */
        private static void send(Session to, ByteBuffer message) {
            synchronized (to) {
                try {
                    to.getBasicRemote().sendBinary(message);
                } catch (IOException broken) {
                    throw new UncheckedIOException(broken);
                }
            }
        }
    }
}
