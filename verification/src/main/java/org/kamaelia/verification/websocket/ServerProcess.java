package org.kamaelia.verification.websocket;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kamaelia.axon.Broadcast;

/** A {@link BroadcastServer} in a process of its own, with a heap that is resident from the start. */
final class ServerProcess implements AutoCloseable {
    private static final String HEAP = "384m";

    private final Process process;
    private final BufferedReader answers;
    private final int port;

    ServerProcess(Broadcast.Slow slow) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        process = new ProcessBuilder(
                        java,
                        "-Xms" + HEAP,
                        "-Xmx" + HEAP,
                        "-XX:+AlwaysPreTouch",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BroadcastServer.class.getName(),
                        slow.name())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        port = (int) answer();
    }

    int port() {
        return port;
    }

    /** Gives a command and waits for the answer. */
    long ask(String command) throws IOException {
        tell(command);
        return answer();
    }

    void tell(String command) throws IOException {
        process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
    }

    long answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("The server has ended");
        }
        return Long.parseLong(line);
    }

    /** The bytes of the process in memory, without the heap, and the live bytes of the heap and of direct memory. */
    long memory() throws IOException {
        long live = ask("memory");
        try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            String resident =
                    lines.filter(line -> line.startsWith("VmRSS:")).findAny().orElseThrow();
            return live + Long.parseLong(resident.replaceAll("\\D", "")) * 1024;
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
