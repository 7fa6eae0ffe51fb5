package org.kamaelia.peers.http2;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** Jetty with a handler of its own interface that does not block. */
final class Jetty {
    private static final ByteBuffer GREETING = direct(Main.GREETING);
    private static final ByteBuffer MEGABYTE = direct(Main.MEGABYTE);

    private Jetty() {}

    private static ByteBuffer direct(byte[] octets) {
        return ByteBuffer.allocateDirect(octets.length).put(octets).flip();
    }

    static void run(int port) throws Exception {
        HttpConfiguration settings = new HttpConfiguration();
        settings.setSendServerVersion(false);
        settings.setSendDateHeader(true);
        Server server = new Server();
        ServerConnector connector = new ServerConnector(
                server, new HttpConnectionFactory(settings), new HTTP2CServerConnectionFactory(settings));
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                switch (Request.getPathInContext(request)) {
                    case "/plaintext" -> answer(response, Main.PLAIN, GREETING, callback);
                    case "/bytes/1m" -> answer(response, Main.OCTETS, MEGABYTE, callback);
                    default -> {
                        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Main.OCTETS);
                        Content.copy(request, response, callback);
                    }
                }
                return true;
            }
        });
        server.start();
        server.join();
    }

    private static void answer(Response response, String type, ByteBuffer body, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.remaining());
        response.write(true, body.duplicate(), callback);
    }
}
