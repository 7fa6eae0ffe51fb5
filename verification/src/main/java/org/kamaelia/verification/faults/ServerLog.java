package org.kamaelia.verification.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Reads what a server says on standard error: counts the sentences that matter, and can stop reading for a while. */
final class ServerLog {
    /** The listener has no descriptor for a connection. */
    static final String CANNOT_ACCEPT = "cannot accept";
    /** The watchdog names who blocks a loop. */
    static final String BLOCKED = "has been blocked for";
    /** The stack that the watchdog prints leads to the handler. */
    static final String BLOCKING_FRAME = "FaultServer.block(";

    private static final int LAST_LINES = 200;

    private final Map<String, LongAdder> counted = new LinkedHashMap<>();
    private final ArrayDeque<String> last = new ArrayDeque<>();
    private boolean paused;

    ServerLog(InputStream stream) {
        for (String sentence : new String[] {CANNOT_ACCEPT, BLOCKED, BLOCKING_FRAME}) {
            counted.put(sentence, new LongAdder());
        }
        Thread thread = new Thread(() -> read(stream), "server-log");
        thread.setDaemon(true);
        thread.start();
    }

    private void read(InputStream stream) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line; (line = in.readLine()) != null; ) {
                note(line);
            }
        } catch (IOException | InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void note(String line) throws InterruptedException {
        counted.forEach((sentence, count) -> {
            if (line.contains(sentence)) {
                count.increment();
            }
        });
        last.add(line);
        if (last.size() > LAST_LINES) {
            last.poll();
        }
        while (paused) {
            wait();
        }
    }

    /** Reads nothing from now on, or goes on: while nothing is read, the server's writing to its log blocks. */
    synchronized void pause(boolean on) {
        paused = on;
        notifyAll();
    }

    /** How many lines had this sentence, which is one of those above. */
    long count(String sentence) {
        LongAdder count = counted.get(sentence);
        return count == null ? 0 : count.sum();
    }

    /** The last lines. */
    synchronized String tail() {
        return String.join("\n", last);
    }
}
