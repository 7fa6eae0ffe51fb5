package org.kamaelia.benchmarks.jmh;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.PathLimits;
import org.kamaelia.http.RequestScope;
import org.kamaelia.http.Response;
import org.kamaelia.http.content.Compressed;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.net.SimpleServer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A plaintext request from socket to socket: a whole server with its limits, routes and event loop on loopback, and a
 * client on one connection that allocates nothing once it is warm. So {@code gc.alloc.rate.norm} of {@code -prof gc},
 * which counts every thread of the process, is what the server allocates for one request. The time is that of the way
 * there and back, and no measure of what a server can do: see {@code compare} for that.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class EndToEndBenchmark {
    private static final int ROUND_TRIPS = 64;
    private static final PathLimits LIMITS =
            PathLimits.none().requestBody(1 << 20).firstPart(Duration.ofSeconds(10));
    private static final String REQUEST = "GET /plaintext HTTP/1.1\r\nHost: localhost:8080\r\n\r\n";
    private static final byte[] BODY = {'H', 'e', 'l', 'l', 'o', ',', ' ', 'W', 'o', 'r', 'l', 'd', '!'};

    /** How many requests are on their way at once, sent in one write. */
    @Param({"1", "16"})
    public int depth;

    /** What stands around the handler: nothing, or a scope, limits of the path and compression, as the starter has them. */
    @Param({"nothing", "scope-limits-compression"})
    public String around;

    private SimpleServer server;
    private SocketChannel client;
    private ByteBuffer requests;
    private ByteBuffer responses;
    private int responseLength;

    /** Starts the server, connects, and learns from the first answer how long each is. */
    @Setup(Level.Trial)
    public void start() throws IOException {
        Response greeting = Response.text("Hello, World!");
        HandlerFactory handler = HandlerFactory.oneShot(request -> greeting);
        HandlerFactory routes = around.equals("nothing")
                ? ResourceGlue.of().at("/plaintext", "GET", handler)
                : surrounded(ResourceGlue.of().at("/plaintext", "GET", handler.within(LIMITS)));
        server = SimpleServer.of(() -> new HttpServer(routes))
                .address(InetAddress.getLoopbackAddress())
                .port(0)
                .start();
        client = SocketChannel.open(server.localAddress());
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        requests = Requests.direct(REQUEST.repeat(depth));
        responses = ByteBuffer.allocateDirect(64 * 1024);
        client.write(Requests.direct(REQUEST));
        do {
            receive();
        } while (!endsWithBody());
        responseLength = responses.position();
    }

    private static HandlerFactory surrounded(HandlerFactory routes) {
        ThreadLocal<String> current = new ThreadLocal<>();
        RequestScope.Open close = current::remove;
        return Compressed.defaults().around(routes).around((inner, request) -> {
            RequestScope scope = () -> {
                current.set("a request");
                return close;
            };
            RequestScope.Open open = request.enter(scope);
            try {
                return inner.reply(request);
            } finally {
                open.close();
            }
        });
    }

    /** Ends both. */
    @TearDown(Level.Trial)
    public void stop() throws IOException {
        client.close();
        server.close();
    }

    /** One request, from before it is written until its response has been read. */
    @Benchmark
    @OperationsPerInvocation(ROUND_TRIPS)
    public int request() throws IOException {
        return roundTrips(ROUND_TRIPS / depth);
    }

    private int roundTrips(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            requests.rewind();
            while (requests.hasRemaining()) {
                client.write(requests);
            }
            responses.clear();
            while (responses.position() < depth * responseLength) {
                receive();
            }
        }
        if (!endsWithBody()) {
            throw new IllegalStateException("The answers are not those that were asked for");
        }
        return responses.position();
    }

    private void receive() throws IOException {
        if (client.read(responses) < 0) {
            throw new EOFException("The server has closed the connection");
        }
    }

    private boolean endsWithBody() {
        int start = responses.position() - BODY.length;
        for (int i = 0; i < BODY.length; i++) {
            if (start < 0 || responses.get(start + i) != BODY[i]) {
                return false;
            }
        }
        return true;
    }
}
