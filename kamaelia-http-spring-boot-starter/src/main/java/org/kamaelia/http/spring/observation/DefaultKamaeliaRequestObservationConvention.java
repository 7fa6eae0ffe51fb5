package org.kamaelia.http.spring.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;

/**
 * The name and tags of Spring's own servers, and the tag {@code server}. A value that a client invents gets no separate
 * series. A method that Spring does not know is {@code UNKNOWN}. A path without a route is {@code NOT_FOUND} or {@code
 * REDIRECTION} if the response has such a status, and {@code UNKNOWN} otherwise.
 */
public class DefaultKamaeliaRequestObservationConvention implements KamaeliaRequestObservationConvention {
    /** The default name of Spring Boot, which {@code management.observations.http.server.requests.name} changes. */
    public static final String DEFAULT_NAME = "http.server.requests";

    private static final String UNKNOWN = "UNKNOWN";
    private static final String NONE = "none";
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE");

    private final String name;

    /** A convention with the default name. */
    public DefaultKamaeliaRequestObservationConvention() {
        this(DEFAULT_NAME);
    }

    /** A convention with another name. */
    public DefaultKamaeliaRequestObservationConvention(String name) {
        this.name = name;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public @Nullable String getContextualName(KamaeliaRequestObservationContext context) {
        Request request = context.getCarrier();
        if (request == null) {
            return null;
        }
        String method = "http " + method(context).getValue().toLowerCase(Locale.ROOT);
        return context.getPathPattern() == null ? method : method + " " + context.getPathPattern();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(KamaeliaRequestObservationContext context) {
        return KeyValues.of(
                exception(context),
                method(context),
                outcome(context),
                KeyValue.of("server", context.getServer()),
                status(context),
                uri(context));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(KamaeliaRequestObservationContext context) {
        Request request = context.getCarrier();
        return KeyValues.of("http.url", request == null ? UNKNOWN : request.path());
    }

    /** {@code exception}: the simple name of the class of the exception. */
    protected KeyValue exception(KamaeliaRequestObservationContext context) {
        Throwable error = context.getError();
        if (error == null) {
            return KeyValue.of("exception", NONE);
        }
        String simple = error.getClass().getSimpleName();
        return KeyValue.of("exception", simple.isEmpty() ? error.getClass().getName() : simple);
    }

    /** {@code method}: the method of the request. */
    protected KeyValue method(KamaeliaRequestObservationContext context) {
        Request request = context.getCarrier();
        return KeyValue.of(
                "method", request == null || !METHODS.contains(request.method()) ? UNKNOWN : request.method());
    }

    /** {@code outcome}: the class of the status. */
    protected KeyValue outcome(KamaeliaRequestObservationContext context) {
        Response response = context.getResponse();
        return KeyValue.of(
                "outcome",
                switch (response == null ? 0 : response.status() / 100) {
                    case 1 -> "INFORMATIONAL";
                    case 2 -> "SUCCESS";
                    case 3 -> "REDIRECTION";
                    case 4 -> "CLIENT_ERROR";
                    case 5 -> "SERVER_ERROR";
                    default -> UNKNOWN;
                });
    }

    /** {@code status}: the code. */
    protected KeyValue status(KamaeliaRequestObservationContext context) {
        Response response = context.getResponse();
        return KeyValue.of("status", response == null ? UNKNOWN : Integer.toString(response.status()));
    }

    /** {@code uri}: the pattern of the route. */
    protected KeyValue uri(KamaeliaRequestObservationContext context) {
        String pattern = context.getPathPattern();
        if (pattern != null) {
            return KeyValue.of("uri", pattern);
        }
        Response response = context.getResponse();
        if (response == null || context.getCarrier() == null) {
            return KeyValue.of("uri", UNKNOWN);
        }
        boolean redirection = response.status() / 100 == 3;
        return KeyValue.of("uri", redirection ? "REDIRECTION" : response.status() == 404 ? "NOT_FOUND" : UNKNOWN);
    }
}
