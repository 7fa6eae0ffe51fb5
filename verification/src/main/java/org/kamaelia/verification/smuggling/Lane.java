package org.kamaelia.verification.smuggling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One way to one server: directly, or through a front end that nobody else uses. */
final class Lane implements AutoCloseable {
    private final String name;
    private final Origin origin;
    private final @Nullable FrontEnd frontEnd;
    private final String secret = UUID.randomUUID().toString();

    /**
     * Starts the front end.
     *
     * @param origin what is behind it; the lane closes it
     * @param template the configuration of the front end; null for none
     * @param scratch where the front end gets a directory for its files
     */
    Lane(Origin origin, @Nullable Path template, Path scratch) throws IOException, InterruptedException {
        this.origin = origin;
        if (template == null) {
            name = "direct";
            frontEnd = null;
        } else {
            name = template.getFileName().toString().replaceAll("\\.(cfg|conf)$", "");
            frontEnd = FrontEnd.start(template, Files.createTempDirectory(scratch, name), origin.port(), secret);
        }
    }

    /** What the table calls it. */
    String name() {
        return name;
    }

    /** Whether no front end is in between. */
    boolean direct() {
        return frontEnd == null;
    }

    /** Where clients connect. */
    int port() {
        return frontEnd == null ? origin.port() : frontEnd.port();
    }

    /** What the front end puts before method and target in its mark. */
    String secret() {
        return secret;
    }

    /** What the handlers of the server have seen. */
    Recorder recorder() {
        return origin.recorder();
    }

    /**
     * Checks that the front end, if there is one, still runs.
     *
     * @param wait how long it may take to end, where its end is suspected
     * @throws IOException if it has ended by itself; the message has what it said
     */
    void check(Duration wait) throws IOException, InterruptedException {
        String failure = frontEnd == null ? null : frontEnd.failure(wait);
        if (failure != null) {
            throw new IOException("The front end " + name + " " + failure);
        }
    }

    /** What the front end, if there is one, said and logged so far. */
    String said() throws IOException {
        return frontEnd == null ? "" : frontEnd.said();
    }

    @Override
    public void close() {
        if (frontEnd != null) {
            frontEnd.close();
        }
        origin.close();
    }
}
