import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The comparisons of docs/why-another-server.md. See run.sh. */
public final class Why {
    private static final String[] SERVERS = {"kamaelia", "netty", "tomcat"};
    private static final int STALLED = 50;

    private Why() {}

    public static void main(String[] args) throws Exception {
        String only = args.length > 2 ? args[2] : "";
        System.out.println("| comparison | kamaelia | Reactor Netty | Tomcat |");
        System.out.println("|---|---|---|---|");
        for (String what : new String[] {"stalled", "events", "queues", "ports"}) {
            if (only.isEmpty() || only.equals(what)) {
                StringBuilder row = new StringBuilder("| ").append(title(what));
                for (String server : SERVERS) {
                    row.append(" | ").append(measured(what, server, args[0], args[1]));
                }
                System.out.println(row.append(" |"));
            }
        }
    }

    private static String title(String what) {
        return switch (what) {
            case "stalled" -> "resident KiB for each of " + STALLED + " clients that read nothing of 100 MiB";
            case "events" -> "an event stream at SIGTERM: how the stream ends, and ms until the process has ended";
            case "queues" -> "meters of queues";
            default -> "a second port with content of its own";
        };
    }

    private static String measured(String what, String server, String java, String classPath) throws Exception {
        int port = freePort();
        Process process = new ProcessBuilder(
                        java,
                        "-Xmx768m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath,
                        "org.kamaelia.peers.reactive.Application",
                        server,
                        String.valueOf(port))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            awaitPort(process, port);
            return switch (what) {
                case "stalled" -> stalled(process, port);
                case "events" -> events(process, port);
                case "queues" -> queues(port);
                default -> ports(port);
            };
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket one = new ServerSocket(0)) {
            return one.getLocalPort();
        }
    }

    private static void awaitPort(Process process, int port) throws Exception {
        for (int i = 0; i < 1_200; i++) {
            if (!process.isAlive()) {
                throw new IllegalStateException("The server has ended while it started");
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

    private static Socket ask(int port, String path) throws IOException {
        return ask(port, path, 4_096);
    }

    private static Socket ask(int port, String path, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(receiveBuffer);
        socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(60_000);
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String stalled(Process process, int port) throws Exception {
        for (int i = 0; i < 3; i++) { // classes are loaded, and pools filled
            try (Socket one = ask(port, "/stream", 1024 * 1024)) {
                InputStream in = one.getInputStream();
                byte[] block = new byte[64 * 1024];
                int count = 0;
                for (long left = 100L * 1024 * 1024; left > 0 && count >= 0; left -= count) {
                    count = in.read(block);
                }
            }
        }
        long before = settled(process);
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < STALLED; i++) {
            Socket client = ask(port, "/stream");
            clients.add(client);
            client.getInputStream().read();
        }
        long after = settled(process);
        for (Socket client : clients) {
            client.close();
        }
        return String.valueOf((after - before) / STALLED);
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
