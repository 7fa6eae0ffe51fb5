package org.kamaelia.verification.smuggling;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kamaelia.http.ErrorPages;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.net.SimpleServer;

/**
 * Our server with default limits. Handlers read the body and answer, save below {@code /early-}: there the answer comes
 * at once and the body stays unread.
 */
final class KamaeliaOrigin implements Origin {
    private final Recorder recorder = new Recorder();
    private final SimpleServer server;

    KamaeliaOrigin() {
        ErrorPages standard = ErrorPages.standard();
        // The router has its say on CONNECT and on OPTIONS *, as in an application.
        ResourceGlue routes = ResourceGlue.of().at("/", request -> new Recording(note(request)));
        HandlerFactory noting = request -> {
            if (request.rawPath().startsWith("/")) {
                return routes.reply(request);
            }
            note(request).end();
            return routes.reply(request);
        };
        HttpSetup setup = HttpSetup.of(noting)
                .errorPages((status, detail, request) ->
                        standard.page(status, detail, request).header(Answer.ORIGIN, "refused"));
        server = SimpleServer.of(() -> new HttpServer(setup))
                .name("smuggling")
                .address(InetAddress.getLoopbackAddress())
                .port(0)
                .start();
    }

    private Recorder.Seen note(Request request) {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        request.fields().forEach(field -> fields.add(Map.entry(field.getKey(), field.getValue())));
        return recorder.note(request.method(), request.target(), String.valueOf(request.remoteAddress()), fields);
    }

    private static final class Recording extends Handler {
        private final Recorder.Seen seen;
        private boolean early;

        Recording(Recorder.Seen seen) {
            this.seen = seen;
        }

        @Override
        protected void start() {
            early = request().rawPath().startsWith("/early-");
            if (early) {
                answer();
            }
        }

        @Override
        protected void step() {
            if (early) {
                return;
            }
            for (ByteBuffer chunk; (chunk = inbox.poll()) != null; ) {
                byte[] octets = new byte[chunk.remaining()];
                chunk.get(octets);
                seen.add(octets);
            }
            if (inbox.ended()) {
                seen.end();
                answer();
            }
        }

        private void answer() {
            respond(Response.text(Recorder.text(seen.request())).header(Answer.ANSWERS, seen.request()));
        }
    }

    @Override
    public int port() {
        return server.localPort();
    }

    @Override
    public Recorder recorder() {
        return recorder;
    }

    @Override
    public void close() {
        server.close();
    }
}
