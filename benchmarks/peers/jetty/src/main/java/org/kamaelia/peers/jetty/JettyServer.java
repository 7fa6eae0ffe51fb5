package org.kamaelia.peers.jetty;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** Plaintext on Jetty's core, answered without another thread. */
public final class JettyServer {
    private static final byte[] GREETING = "Hello, World!".getBytes(StandardCharsets.US_ASCII);

    private JettyServer() {}

    public static void main(String[] args) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setPort(Integer.parseInt(args[0]));
        connector.setAcceptQueueSize(1_024);
        server.addConnector(connector);
        server.setHandler(new Plaintext());
        server.start();
    }

    private static final class Plaintext extends Handler.Abstract.NonBlocking {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            if (!request.getHttpURI().getPath().equals("/plaintext")) {
                return false;
            }
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, GREETING.length);
            response.write(true, ByteBuffer.wrap(GREETING), callback);
            return true;
        }
    }
}
