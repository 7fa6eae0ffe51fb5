package org.kamaelia.verification.faults;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of the good traffic in a while. Filled by the thread of the traffic, and read by others only after it has
 * been cut.
 */
final class Window {
    private static final int MOST_COMPLAINTS = 5;

    final Latencies latencies = new Latencies();
    final List<String> complaints = new ArrayList<>();
    private final long begin = System.nanoTime();
    private long end;
    private long lost;
    private long wrong;

    void answered(long nanos) {
        latencies.add(nanos);
    }

    void lost(String why) {
        lost++;
        complain("lost: " + why);
    }

    void wrong(String why) {
        wrong++;
        complain("wrong: " + why);
    }

    private void complain(String what) {
        if (complaints.size() < MOST_COMPLAINTS) {
            complaints.add(what);
        }
    }

    /** Counts what was lost or wrong in another window here, too. */
    Window addFailures(Window other) {
        lost += other.lost;
        wrong += other.wrong;
        complaints.addAll(other.complaints);
        return this;
    }

    void end() {
        end = System.nanoTime();
    }

    long answers() {
        return latencies.count();
    }

    /** Requests without an answer, or with one that broke off. */
    long lost() {
        return lost;
    }

    /** Answers that were not the right ones, octet for octet. */
    long wrong() {
        return wrong;
    }

    double perSecond() {
        return answers() * 1e9 / (end - begin);
    }

    double p99() {
        return latencies.millis(0.99);
    }
}
