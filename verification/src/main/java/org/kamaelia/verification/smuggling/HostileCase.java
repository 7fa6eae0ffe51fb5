package org.kamaelia.verification.smuggling;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One hostile message of the corpus.
 *
 * @param name unique; lower-case letters, digits and hyphens
 * @param clause what the message breaks or strains
 * @param expected what our server does when it gets the message directly; one of these
 * @param body the body of the first request, where the message is legal; null if nothing is said about it
 * @param template the message; see {@link Template}
 */
record HostileCase(
        String name,
        String clause,
        List<Expectation> expected,
        @Nullable String body,
        String template) {

    /**
     * How our server behaves.
     *
     * @param statuses of the final answers before that of the victim, in order
     * @param closes whether the connection is closed behind them
     * @param waits whether the message is incomplete, so that the server waits for the rest
     */
    record Expectation(List<Integer> statuses, boolean closes, boolean waits) {}

    /** Whether the server may wait for the rest of the message. */
    boolean mayWait() {
        return expected.stream().anyMatch(Expectation::waits);
    }

    /** The status of the last answer that is expected first of all; 0 if none is. */
    int lastStatus() {
        List<Integer> statuses = expected.get(0).statuses();
        return statuses.isEmpty() ? 0 : statuses.get(statuses.size() - 1);
    }
}
