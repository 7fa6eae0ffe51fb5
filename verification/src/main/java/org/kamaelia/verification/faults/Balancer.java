package org.kamaelia.verification.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.kamaelia.benchmarks.process.ChildProcess;
import org.kamaelia.benchmarks.process.FreePorts;

/** HAProxy or nginx in front of the instances, with our configuration, as a child of this process. */
final class Balancer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path template;
    private final Path directory;
    private final List<Instance> instances;
    private final int port = FreePorts.pair();
    private final ChildProcess child;

    private Balancer(Path template, Path directory, List<Instance> instances) throws IOException {
        this.template = template;
        this.directory = directory;
        this.instances = instances;
        configure(-1);
        Path file = file();
        List<String> command = isNginx()
                ? List.of("nginx", "-p", directory + "/", "-e", directory + "/start.log", "-c", file.toString())
                : List.of("haproxy", "-db", "-q", "-f", file.toString());
        child = ChildProcess.start(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.txt").toFile()));
    }

    /**
     * Starts it and waits until it accepts connections.
     *
     * @param template its configuration, {@code .cfg} for HAProxy and {@code .conf} for nginx
     * @param directory an empty one, for its files
     */
    static Balancer start(Path template, Path directory, List<Instance> instances)
            throws IOException, InterruptedException {
        Balancer started = new Balancer(template, directory, instances);
        if (started.child.awaitReady(started::accepts, PATIENCE)) {
            return started;
        }
        started.close();
        throw new IOException(
                template.getFileName() + " does not start: " + Files.readString(directory.resolve("output.txt")));
    }

    private boolean accepts() throws IOException {
        Peer.connect(port).close();
        return true;
    }

    int port() {
        return port;
    }

    private boolean isNginx() {
        return template.toString().endsWith(".conf");
    }

    private Path file() {
        return directory.resolve(template.getFileName().toString());
    }

    private void configure(int down) throws IOException {
        String text = Files.readString(template)
                .replace("@DIR@", directory.toString())
                .replace("@LISTEN@", String.valueOf(port));
        for (int i = 0; i < instances.size(); i++) {
            text = text.replace(
                            "@PORT_" + (i + 1) + "@",
                            String.valueOf(instances.get(i).port()))
                    .replace(
                            "@ADMIN_" + (i + 1) + "@",
                            String.valueOf(instances.get(i).adminPort()))
                    .replace("@DOWN_" + (i + 1) + "@", i == down ? " down" : "");
        }
        Files.writeString(file(), text);
    }

    /**
     * For nginx: marks an instance down, or none with -1, reloads, and waits until the workers that knew it otherwise
     * have finished what they had and ended.
     */
    void markDown(int index) throws IOException, InterruptedException {
        configure(index);
        Set<Long> old = workers();
        new ProcessBuilder("kill", "-HUP", String.valueOf(child.process().pid()))
                .start()
                .waitFor();
        await("nginx does not reload", () -> {
            Set<Long> now = workers();
            return !now.isEmpty() && now.stream().noneMatch(old::contains);
        });
    }

    private Set<Long> workers() {
        return child.process().children().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    /** For HAProxy: waits until it takes an instance to be up, or down. */
    void awaitState(int index, boolean up) throws IOException, InterruptedException {
        String name = index == 0 ? "instances,one," : "instances,two,";
        await(
                "HAProxy never sees " + name + (up ? "up" : "down"),
                () -> status(name).equals("UP") == up);
    }

    private String status(String name) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(directory.resolve("haproxy.sock")));
            channel.write(ByteBuffer.wrap("show stat\n".getBytes(ISO_8859_1)));
            String all = new String(Channels.newInputStream(channel).readAllBytes(), ISO_8859_1);
            return all.lines()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.split(",")[17])
                    .findFirst()
                    .orElse("");
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(String otherwise, Condition condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new IOException(otherwise);
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void close() {
        child.process().children().forEach(ProcessHandle::destroy);
        child.close();
    }
}
