package org.kamaelia.benchmarks.guard;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.filter.Authentication;
import org.kamaelia.http.filter.BasicAuthentication;
import org.kamaelia.http.route.ResourceGlue;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.net.SimpleServer;
import org.kamaelia.net.loop.EventLoops;

/**
 * Measures the latency of {@code /hello} without other load, and then while 100 clients log in again and again behind a
 * blocking guard of 250 ms, all on one event loop. The guard computes the hash of a password (PBKDF2), so it takes a
 * processor for all of this time. Prints both 99th percentiles and their ratio.
 */
public final class GuardLatency {
    private static final int LOGINS = 100;
    private static final int REQUESTS = 50_000;
    private static final Duration GUARD = Duration.ofMillis(250);
    private static final String HELLO = "GET /hello HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String LOGIN = "GET /login HTTP/1.1\r\nHost: h\r\nAuthorization: Basic dTpw\r\n\r\n";

    private GuardLatency() {}

    /** Runs both measurements. */
    public static void run() throws Exception {
        int rounds = roundsOfHash();
        AtomicLong logins = new AtomicLong();
        HandlerFactory login = HandlerFactory.oneShot(request -> Response.text("in\n"))
                .behind(BasicAuthentication.blocking("login", (user, password) -> {
                    hash(password, rounds);
                    logins.incrementAndGet();
                    return Authentication.named(user);
                }));
        HandlerFactory routes = ResourceGlue.of()
                .at("/hello", HandlerFactory.oneShot(request -> Response.text("hello\n")))
                .at("/login", login);
        EventLoops loops = EventLoops.create(1);
        HttpSetup setup = HttpSetup.of(routes);
        SimpleServer server = SimpleServer.of(() -> new HttpServer(setup))
                .address(InetAddress.getLoopbackAddress())
                .port(0)
                .loops(loops)
                .start();
        try {
            measure(server.localPort()); // warms up
            double alone = measure(server.localPort());
            double beside = besideLogins(server.localPort());
            System.out.printf(Locale.ROOT, "p99 of /hello alone: %.3f ms%n", alone);
            System.out.printf(
                    Locale.ROOT,
                    "p99 of /hello beside %d logins of %d ms: %.3f ms (%.2f times; %d logins were served)%n",
                    LOGINS,
                    GUARD.toMillis(),
                    beside,
                    beside / alone,
                    logins.get());
        } finally {
            server.stop(Duration.ZERO).join();
            loops.close();
        }
    }

    private static void hash(String password, int rounds) throws GeneralSecurityException {
        PBEKeySpec key = new PBEKeySpec(password.toCharArray(), new byte[16], rounds, 256);
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(key);
    }

    /** The rounds that take the time of the guard on this machine. */
    private static int roundsOfHash() throws GeneralSecurityException {
        int rounds = 100_000;
        for (int i = 0; i < 10; i++) { // the first ones compile
            long begun = System.nanoTime();
            hash("password", rounds);
            double share = (double) GUARD.toNanos() / (System.nanoTime() - begun);
            rounds = (int) Math.min(20_000_000, rounds * share);
        }
        return rounds;
    }

    private static double besideLogins(int port) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < LOGINS; i++) {
            Thread client = new Thread(() -> logIn(port, over), "login-" + i);
            client.start();
            clients.add(client);
        }
        try {
            return measure(port);
        } finally {
            over.set(true);
            for (Thread client : clients) {
                client.join();
            }
        }
    }

    private static void logIn(int port, AtomicBoolean over) {
        try (Connection connection = new Connection(port)) {
            while (!over.get()) {
                connection.ask(LOGIN);
            }
        } catch (IOException failure) {
            System.err.println("A login failed: " + failure);
        }
    }

    /** Returns the 99th percentile of the latency of {@code /hello}, in milliseconds. */
    private static double measure(int port) throws IOException {
        long[] nanos = new long[REQUESTS];
        try (Connection connection = new Connection(port)) {
            for (int i = 0; i < REQUESTS; i++) {
                long begun = System.nanoTime();
                connection.ask(HELLO);
                nanos[i] = System.nanoTime() - begun;
            }
        }
        Arrays.sort(nanos);
        return nanos[REQUESTS * 99 / 100] / 1e6;
    }

    /** One connection, which sends a request and waits for its response. */
    private static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final OutputStream out;
        private final BufferedReader in;

        Connection(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(30_000);
            out = socket.getOutputStream();
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        }

        void ask(String request) throws IOException {
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            String status = in.readLine();
            if (status == null || !status.startsWith("HTTP/1.1 200")) {
                throw new IOException("The status line is " + status);
            }
            for (String line = in.readLine(); line != null && !line.isEmpty(); ) {
                line = in.readLine();
            }
            in.readLine(); // the content is one line
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
