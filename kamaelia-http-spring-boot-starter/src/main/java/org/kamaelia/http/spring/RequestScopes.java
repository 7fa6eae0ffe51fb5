package org.kamaelia.http.spring;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.RequestScope;
import org.slf4j.MDC;

/** Scopes of requests that set thread-locals, for a {@link RequestScopeProvider} or {@code request.surroundBy(...)}. */
public final class RequestScopes {
    private RequestScopes() {}

    /**
     * A scope that sets entries of SLF4J's diagnostic context (MDC). At the end of the scope the previous entries are
     * restored.
     */
    public static RequestScope mdc(Map<String, String> entries) {
        Map<String, String> own = Map.copyOf(entries);
        return () -> {
            Map<String, @Nullable String> before = new HashMap<>();
            own.forEach((key, value) -> {
                before.put(key, MDC.get(key));
                MDC.put(key, value);
            });
            return () -> before.forEach(RequestScopes::restore);
        };
    }

    private static void restore(String key, @Nullable String value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }

    /**
     * A scope that sets the thread-locals that Micrometer's context propagation knows, with their values on the current
     * thread at the time of this call. Needs {@code io.micrometer:context-propagation}.
     */
    public static RequestScope captured() {
        return Captured.now();
    }

    /** Loaded only if context propagation is used. */
    private static final class Captured {
        private static final ContextSnapshotFactory SNAPSHOTS =
                ContextSnapshotFactory.builder().build();

        static RequestScope now() {
            ContextSnapshot snapshot = SNAPSHOTS.captureAll();
            return () -> {
                ContextSnapshot.Scope open = snapshot.setThreadLocals();
                return open::close;
            };
        }
    }

    /**
     * A filter outside of the other filters, so that the scopes of these beans surround the filters, the factories and
     * the handlers, and what is logged about a request that a filter refuses.
     *
     * @param filter the other filters; null if there is none
     * @return null if there is neither a filter nor a provider
     */
    static @Nullable HttpFilter around(@Nullable HttpFilter filter, List<RequestScopeProvider> providers) {
        if (providers.isEmpty()) {
            return filter;
        }
        HttpFilter scopes = (request, inner) -> {
            RequestScope all = null;
            for (RequestScopeProvider provider : providers) {
                RequestScope scope = provider.scopeOf(request);
                if (scope != null) {
                    all = all == null ? scope : all.around(scope);
                }
            }
            if (all == null) {
                return inner.reply(request);
            }
            RequestScope.Open open = request.enter(all);
            try {
                return inner.reply(request);
            } finally {
                open.close();
            }
        };
        return filter == null ? scopes : scopes.around(filter);
    }
}
