import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares servers of HTTP/2 by prior knowledge. See run.sh. */
public final class Http2 {
    private static final String[] PEERS = {"netty", "jetty", "undertow", "tomcat", "helidon"};
    private static final String OURS = "kamaelia";
    private static final Pattern SUCCEEDED = Pattern.compile("(\\d+) succeeded, (\\d+) failed, (\\d+) errored");
    private static final int CONNECTIONS = 10;
    private static final int STREAMS = 10;

    private record Work(String title, String path, boolean sends) {}

    private static final List<Work> WORKS = List.of(
            new Work("small answers", "/plaintext", false),
            new Work("64 KiB echo", "/echo", true),
            new Work("1 MiB downloads", "/bytes/1m", false));

    private record Server(String name, Process process, int port) {
        double cpuSeconds() throws IOException {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0; // USER_HZ is 100 on Linux
        }
    }

    private final String java;
    private final String jar;
    private final String peers;
    private final int rounds;
    private final int seconds;
    private final int warm;
    private final Path body;

    private Http2(String[] args) throws IOException {
        java = args[0];
        jar = args[1];
        peers = args[2];
        rounds = Integer.parseInt(args[3]);
        seconds = Integer.parseInt(args[4]);
        warm = Integer.parseInt(args[5]);
        body = Files.createTempFile("echo", "64k");
        Files.write(body, new byte[64 * 1024]);
    }

    public static void main(String[] args) throws Exception {
        Http2 comparison = new Http2(args);
        List<String> names = new ArrayList<>(List.of(OURS));
        names.addAll(args.length > 6 ? Arrays.asList(args).subList(6, args.length) : Arrays.asList(PEERS));
        List<Server> servers = new ArrayList<>();
        try {
            for (String name : names) {
                servers.add(comparison.start(name));
            }
            comparison.compare(servers);
        } finally {
            for (Server server : servers) {
                server.process.destroyForcibly();
            }
            Files.delete(comparison.body);
        }
    }

    private void compare(List<Server> servers) throws Exception {
        for (Work work : WORKS) {
            for (Server server : servers) {
                load(server, work, warm);
            }
        }
        StringBuilder head = new StringBuilder("| requests in one second of CPU time");
        for (Server server : servers) {
            head.append(" | ").append(server.name);
        }
        System.out.println(head + " |\n|---" + "|---".repeat(servers.size()) + "|");
        for (Work work : WORKS) {
            System.out.println(row(servers, work));
        }
    }

    private String row(List<Server> servers, Work work) throws Exception {
        double[][] figures = new double[servers.size()][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < servers.size(); i++) {
                int turn = round % 2 == 0 ? i : servers.size() - 1 - i;
                Server server = servers.get(turn);
                double before = server.cpuSeconds();
                long answered = load(server, work, seconds);
                figures[turn][round] = answered / (server.cpuSeconds() - before);
            }
        }
        StringBuilder row = new StringBuilder("| ").append(work.title);
        for (double[] figure : figures) {
            Arrays.sort(figure);
            double spread = (figure[rounds - 1] - figure[0]) / figure[rounds / 2] * 100;
            row.append(String.format(Locale.ROOT, " | %,.0f ± %.0f %%", figure[rounds / 2], spread / 2));
        }
        return row.append(" |").toString();
    }

    /** Loads a server for some seconds, and returns how many requests were answered with success. */
    private long load(Server server, Work work, int time) throws Exception {
        List<String> command = new ArrayList<>(pinned(1));
        command.addAll(List.of("h2load", "-t1", "-c" + CONNECTIONS, "-m" + STREAMS, "-D" + time));
        if (work.sends) {
            command.addAll(List.of("-d", body.toString()));
        }
        command.add("http://127.0.0.1:" + server.port + work.path);
        Process load = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(load.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        load.waitFor();
        Matcher found = SUCCEEDED.matcher(said);
        long answered = found.find() ? Long.parseLong(found.group(1)) : 0;
        long failed = answered > 0 ? Long.parseLong(found.group(2)) : 0;
        if (answered == 0 || failed > answered / 100) {
            throw new IOException(server.name + " did not answer the requests to " + work.path + ":\n" + said);
        }
        if (failed > 0) {
            System.err.printf("%s failed to answer %d requests to %s%n", server.name, failed, work.path);
        }
        return answered;
    }

    private static List<String> pinned(int processor) {
        return Runtime.getRuntime().availableProcessors() > 1
                ? List.of("taskset", "-c", String.valueOf(processor))
                : List.of();
    }

    private Server start(String name) throws Exception {
        int port = freePort();
        List<String> command = new ArrayList<>(pinned(0));
        command.addAll(List.of(java, "-XX:+UseSerialGC", "-Xmx1g"));
        if (name.equals(OURS)) {
            command.addAll(List.of("-cp", jar, "org.kamaelia.benchmarks.Main", "core", String.valueOf(port), "."));
        } else {
            command.addAll(List.of("-cp", peers, "org.kamaelia.peers.http2.Main", name, String.valueOf(port)));
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Server server = new Server(name, process, port);
        for (int tries = 0; !answers(port); tries++) {
            if (tries > 600 || !process.isAlive()) {
                process.destroyForcibly();
                throw new IOException(name + " did not start");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return server;
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            InputStream in = socket.getInputStream();
            socket.setSoTimeout(1_000);
            socket.getOutputStream()
                    .write("GET /plaintext HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return in.read() >= 0 || port > 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
