package org.kamaelia.verification.faults;

import java.nio.file.Path;
import javax.net.ssl.SSLContext;

/**
 * Where a fault is made.
 *
 * @param server to whom
 * @param files the directory that it serves
 * @param tls the client's side of TLS
 * @param tally what was seen
 * @param end when to stop, in the nanoseconds of {@link System#nanoTime}
 */
record Site(ServerProcess server, Path files, SSLContext tls, Tally tally, long end) {
    int port() {
        return server.port();
    }

    /** Repeats a step on this site until the end. */
    void repeat(int threads, double perSecond, Repeat.Step step) throws InterruptedException {
        Repeat.until(end, threads, perSecond, tally, step);
    }
}
