package org.kamaelia.http.spring.webflux;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits for conditions, for a minute at most: a busy machine may take longer than the ten seconds of Awaitility. */
final class Waiting {
    private Waiting() {}

    static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofMinutes(1));
    }
}
