import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** The comparisons of docs/why-another-server.md. See run.sh. */
public final class Why {
    private static final String[] SERVERS = {"kamaelia", "netty", "jetty", "tomcat"};
    private static final String[] ALL = {
        "stalled", "stalled-text", "stalled-tls", "slow-upload", "events", "queues", "ports"
    };
    private static final int LARGE = 100 * 1024 * 1024;

    private static int clients;

    private Why() {}

    public static void main(String[] args) throws Exception {
        String only = args.length > 2 ? args[2] : "";
        clients = args.length > 3 ? Integer.parseInt(args[3]) : 50;
        System.out.println("| comparison | Kamaelia | Reactor Netty | Jetty | Tomcat |");
        System.out.println("|---|---|---|---|---|");
        for (String what : ALL) {
            if (only.isEmpty() || only.equals(what)) {
                StringBuilder row = new StringBuilder("| ").append(title(what));
                for (String server : SERVERS) {
                    row.append(" | ").append(measured(what, server, args[0], args[1]));
                    System.err.println(row);
                }
                System.out.println(row.append(" |"));
            }
        }
    }

    private static String title(String what) {
        return switch (what) {
            case "stalled" -> "resident KiB for each of " + clients + " clients that read nothing of 100 MiB of buffers";
            case "stalled-text" -> "the same of 100 MiB of text";
            case "stalled-tls" -> "the same of 100 MiB of buffers, over TLS";
            case "slow-upload" -> "resident KiB for each of " + clients + " clients whose upload is read slowly";
            case "events" -> "an event stream at SIGTERM: how the stream ends, and ms until the process has ended";
            case "queues" -> "meters of queues";
            default -> "a second port with content of its own";
        };
    }

    private static String measured(String what, String server, String java, String classPath) throws Exception {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(
                java,
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                "org.kamaelia.peers.reactive.Application",
                server,
                String.valueOf(port)));
        if (what.endsWith("tls")) {
            command.add("--server.ssl.key-store=" + keys(java));
            command.add("--server.ssl.key-store-password=secret");
        }
        Path log = Files.createTempFile("why", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            awaitPort(process, port, log);
            return switch (what) {
                case "stalled" -> stalled(process, port, "/stream", false);
                case "stalled-text" -> stalled(process, port, "/text", false);
                case "stalled-tls" -> stalled(process, port, "/stream", true);
                case "slow-upload" -> uploads(process, port);
                case "events" -> events(process, port);
                case "queues" -> queues(port);
                default -> ports(port);
            };
        } finally {
            process.destroyForcibly().waitFor();
            Files.delete(log);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket one = new ServerSocket(0)) {
            return one.getLocalPort();
        }
    }

    private static void awaitPort(Process process, int port, Path log) throws Exception {
        for (int i = 0; i < 1_200; i++) {
            if (!process.isAlive()) {
                throw new IllegalStateException("The server has ended while it started:\n" + Files.readString(log));
            }
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException notYet) {
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException("The server has not started");
    }

    /** A key store with a certificate of its own. */
    private static Path keys(String java) throws Exception {
        Path store = Files.createTempDirectory("why").resolve("keys.p12");
        Path tool = java.indexOf('/') < 0 ? Path.of("keytool") : Path.of(java).resolveSibling("keytool");
        int status = new ProcessBuilder(
                        tool.toString(), "-genkeypair", "-alias", "why", "-keyalg", "EC", "-dname", "CN=localhost",
                        "-storetype", "PKCS12", "-storepass", "secret", "-keystore", store.toString())
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("keytool has made no keys");
        }
        return store;
    }

    private static Socket connect(int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(receiveBuffer);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static Socket ask(int port, String path) throws IOException {
        return sent(connect(port, 4_096), path);
    }

    private static Socket ask(int port, String path, int receiveBuffer, boolean tls) throws Exception {
        Socket plain = connect(port, receiveBuffer);
        return sent(tls ? trusting().createSocket(plain, "localhost", port, true) : plain, path);
    }

    private static Socket sent(Socket socket, String path) throws IOException {
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Trusts every certificate, because the server made its own. */
    private static SSLSocketFactory trusting() throws Exception {
        X509ExtendedTrustManager any = new X509ExtendedTrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {any}, null);
        return context.getSocketFactory();
    }

    private static String stalled(Process process, int port, String path, boolean tls) throws Exception {
        for (int i = 0; i < 3; i++) { // classes are loaded, and pools filled
            try (Socket one = ask(port, path, 1024 * 1024, tls)) {
                InputStream in = one.getInputStream();
                byte[] block = new byte[64 * 1024];
                int count = 0;
                for (long left = LARGE; left > 0 && count >= 0; left -= count) {
                    count = in.read(block);
                }
            }
        }
        long before = settled(process);
        List<Socket> stalled = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Socket client = ask(port, path, 4_096, tls);
            stalled.add(client);
            client.getInputStream().read();
        }
        long after = settled(process);
        for (Socket client : stalled) {
            client.close();
        }
        return String.valueOf((after - before) / clients);
    }

    /** Each client sends until the server takes no more for a second. */
    private static String uploads(Process process, int port) throws Exception {
        try (SocketChannel one = upload(port)) {
            send(one);
        }
        long before = settled(process);
        List<SocketChannel> sending = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            sending.add(upload(port));
        }
        for (int round = 0; round < 20; round++) {
            for (SocketChannel client : sending) {
                send(client);
            }
            Thread.sleep(50);
        }
        long after = settled(process);
        for (SocketChannel client : sending) {
            client.close();
        }
        return String.valueOf((after - before) / clients);
    }

    private static SocketChannel upload(int port) throws IOException {
        SocketChannel client = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        client.write(ByteBuffer.wrap(
                ("POST /slow-upload HTTP/1.1\r\nHost: a\r\nContent-Length: " + LARGE + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII)));
        client.configureBlocking(false);
        return client;
    }

    /** Sends what the connection takes, 16 MiB at most. */
    private static void send(SocketChannel client) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(64 * 1024);
        for (int i = 0; i < 256 && client.write(block.clear()) > 0; i++) {
            // until the connection is full
        }
    }

    /** Resident KiB, when they have stopped to grow. */
    private static long settled(Process process) throws Exception {
        long last = -1;
        for (int same = 0, i = 0; same < 4 && i < 60; i++) {
            Thread.sleep(500);
            long now = resident(process);
            same = Math.abs(now - last) < 256 ? same + 1 : 0;
            last = now;
        }
        return last;
    }

    private static long resident(Process process) throws IOException {
        Matcher line = Pattern.compile("VmRSS:\\s+(\\d+) kB")
                .matcher(Files.readString(Path.of("/proc/" + process.pid() + "/status")));
        return line.find() ? Long.parseLong(line.group(1)) : 0;
    }

    private static String events(Process process, int port) throws Exception {
        try (Socket client = ask(port, "/events")) {
            BufferedReader lines = new BufferedReader(new InputStreamReader(client.getInputStream()));
            while (!lines.readLine().startsWith("data:")) {
                // the head
            }
            long begun = System.nanoTime();
            process.destroy();
            String last = "";
            String how;
            try {
                for (String line; (line = lines.readLine()) != null; ) {
                    last = line.isEmpty() ? last : line;
                }
                how = last.equals("0") ? "ends whole" : "is cut";
            } catch (IOException reset) {
                how = "is reset";
            }
            process.waitFor(60, TimeUnit.SECONDS);
            return how + ", " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        }
    }

    private static String queues(int port) throws Exception {
        Matcher names = Pattern.compile("\"([^\"]*queue[^\"]*)\"").matcher(get(port, "/actuator/metrics"));
        int count = 0;
        while (names.find()) {
            count += names.group(1).startsWith("executor") ? 0 : 1;
        }
        return String.valueOf(count);
    }

    private static String ports(int port) {
        try {
            return get(port + 1, "/admin").equals("admin\n") ? "yes" : "no";
        } catch (IOException refused) {
            return "no";
        }
    }

    private static String get(int port, String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        connection.setReadTimeout(60_000);
        try (InputStream body = connection.getInputStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
