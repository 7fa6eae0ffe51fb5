package org.kamaelia.verification.siege;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PersistentHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.content.Event;
import org.kamaelia.http.content.EventStream;
import org.kamaelia.http.content.Forms;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.net.SimpleServer;
import org.kamaelia.net.TlsSetup;
import org.kamaelia.net.transport.CloseCause;

/** The server that is attacked, with default limits: one port in plain text and one with TLS, over the same handlers. */
public final class SiegeServer {
    static final String PASSWORD = "siege-siege";
    private static final int PIECE = 8 * 1024;

    private SiegeServer() {}

    /**
     * Serves until its standard input ends. Prints both ports. A line on its standard input is answered by a line with its
     * {@link State}.
     *
     * @param arguments the directory with the key store {@code server.p12}
     */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        EventStream events = EventStream.with(EventStream.Settings.defaults());
        ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor();
        publisher.scheduleAtFixedRate(
                () -> events.publish(Event.of("tick", "x".repeat(200))), 100, 100, TimeUnit.MILLISECONDS);
        HttpSetup setup = HttpSetup.of(routes(events, directory));
        SimpleServer plain =
                SimpleServer.of(() -> new HttpServer(setup)).name("plain").port(0);
        SimpleServer tls = SimpleServer.of(() -> new HttpServer(setup))
                .name("tls")
                .port(0)
                .tls(TlsSetup.of(context(directory.resolve("server.p12"))));
        plain.start();
        tls.start();
        System.out.println(plain.localPort() + " " + tls.localPort());
        for (int read; (read = System.in.read()) >= 0; ) {
            if (read == '\n') {
                System.err.println("closed: " + closed(plain) + " and over TLS " + closed(tls));
                System.out.println(State.now(plain.connections() + tls.connections(), held(plain)));
            }
        }
        System.exit(0);
    }

    private static Map<CloseCause, Long> closed(SimpleServer server) {
        Map<CloseCause, Long> all = new EnumMap<>(CloseCause.class);
        for (CloseCause cause : CloseCause.values()) {
            server.connectionStatistics().forEach(one -> all.merge(cause, one.closed(cause), Long::sum));
        }
        return all;
    }

    private static long held(SimpleServer server) {
        return server.eventLoops().stream()
                .mapToLong(loop -> loop.held().bytes())
                .sum();
    }

    private static HandlerFactory routes(EventStream events, Path directory) {
        HandlerFactory form = Forms.into(
                Forms.Limits.of(2_000_000, directory),
                (request, parts) -> Response.text(parts.toString().length() > 0 ? "form\n" : "none\n"));
        return ResourceGlue.of()
                .at("/small", HandlerFactory.oneShot(request -> Response.text("small\n")))
                .at("/download", request -> new Download(request))
                .at("/upload", request -> new Count())
                .at("/echo", request -> new Echo())
                .at(
                        "/blocking",
                        HandlerFactory.blocking((request, in, out) -> out.respond(Response.text(count(in) + "\n"))))
                .at("/persistent", HandlerFactory.persistent(new PersistentCount()))
                .at("/form", form)
                .at("/events", "GET", events);
    }

    private static long count(InputStream in) throws java.io.IOException {
        long total = 0;
        byte[] some = new byte[PIECE];
        for (int read; (read = in.read(some)) >= 0; ) {
            total += read;
        }
        return total;
    }

    private static SSLContext context(Path file) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, new SecureRandom());
        return context;
    }

    /** What the server holds, after a collection. */
    record State(long heap, long held, int connections, long descriptors, int threads) {
        static State now(int connections, long held) {
            System.gc();
            long descriptors = ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                    .getOpenFileDescriptorCount();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
            return new State(heap, held, connections, descriptors, threads);
        }

        static State read(String line) {
            long[] all = Arrays.stream(line.replaceAll("[^0-9]+", " ").trim().split(" "))
                    .mapToLong(Long::parseLong)
                    .toArray();
            return new State(all[0], all[1], (int) all[2], all[3], (int) all[4]);
        }
    }

    /** So many bytes of one value: the query is {@code size,value}. */
    private static final class Download extends Handler {
        private final byte[] piece = new byte[PIECE];
        private long left;

        Download(Request request) {
            String[] query = String.valueOf(request.query()).split(",");
            left = Long.parseLong(query[0]);
            Arrays.fill(piece, (byte) Integer.parseInt(query[1]));
        }

        @Override
        protected void start() {
            begin(Response.ok("application/octet-stream").length(left));
        }

        @Override
        protected void step() {
            while (left > 0 && outbox.hasRoom()) {
                int some = (int) Math.min(left, PIECE);
                outbox.send(ResponsePart.of(ByteBuffer.wrap(piece, 0, some)));
                left -= some;
            }
            if (left == 0) {
                finish();
            }
        }
    }

    private static final class Count extends Handler {
        private long total;

        @Override
        protected void step() {
            for (ByteBuffer chunk; (chunk = inbox.poll()) != null; ) {
                total += chunk.remaining();
            }
            if (inbox.ended()) {
                respond(Response.text(total + "\n"));
            }
        }
    }

    private static final class Echo extends Handler {
        @Override
        protected void start() {
            begin(Response.ok("application/octet-stream"));
        }

        @Override
        protected void step() {
            while (!inbox.isEmpty() && outbox.hasRoom()) {
                passChunkOn();
            }
            if (inbox.ended()) {
                finish();
            }
        }
    }

    private static final class PersistentCount extends PersistentHandler {
        private long total;

        @Override
        protected void request(Request request) {
            total = 0;
        }

        @Override
        protected void step() {
            for (ByteBuffer chunk; (chunk = inbox.poll()) != null; ) {
                total += chunk.remaining();
            }
            if (inbox.ended()) {
                respond(Response.text(total + "\n"));
            }
        }
    }
}
