package org.kamaelia.http.spring.diagnostics;

import java.util.Set;
import org.kamaelia.http.HttpFilter;
import org.springframework.beans.factory.ListableBeanFactory;

/** Whether code of the application stands in front of its handlers and can refuse requests. */
public final class Guards {
    /** Filters that ask nobody who they are. */
    private static final Set<String> NO_GUARDS = Set.of(
            "org.kamaelia.http.filter.Cors",
            "org.kamaelia.http.filter.RateLimit",
            "org.kamaelia.http.filter.RequestId",
            "org.kamaelia.http.filter.SecurityHeaders",
            "org.kamaelia.http.spring.actuate.EndpointCors");

    private Guards() {}

    /**
     * Whether the application has a filter that may be a guard. What the filter does is not known here. Called when all
     * beans exist.
     */
    public static boolean arePresent(ListableBeanFactory beans) {
        return beans.getBeansOfType(HttpFilter.class, true, false).values().stream()
                .anyMatch(filter -> !NO_GUARDS.contains(filter.getClass().getName()));
    }
}
