package org.kamaelia.http.spring.actuate;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.spring.HttpStartupException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Cross-origin requests for actuator's endpoints (Fetch standard, section 3.3), as {@code management.endpoints.web.cors}
 * allows them. It is outside of other filters, because a browser sends no credentials with a preflight request.
 *
 * @param server the name of the server with the endpoints
 * @param basePath the path of the endpoints, without a slash at its end
 * @param origins allowed origins, and {@code *} for all
 * @param patterns allowed origins with wildcards, as regular expressions
 * @param methods allowed methods, and {@code *} for all
 * @param fields allowed request fields in lower case, and {@code *} for all
 */
record EndpointCors(
        String server,
        String basePath,
        List<String> origins,
        List<Pattern> patterns,
        List<String> methods,
        List<String> fields,
        List<String> exposed,
        boolean credentials,
        Duration maxAge)
        implements HttpFilter, Ordered {
    private static final String PREFIX = "management.endpoints.web.cors.";
    private static final String ALL = "*";

    /**
     * Reads the settings.
     *
     * @throws HttpStartupException if credentials are allowed for all origins
     */
    static EndpointCors of(Environment environment, ManagementServer server, String basePath) {
        List<String> origins = list(environment, "allowed-origins");
        List<String> patterns = list(environment, "allowed-origin-patterns");
        List<String> methods = list(environment, "allowed-methods");
        boolean credentials = Binder.get(environment)
                .bind(PREFIX + "allow-credentials", Boolean.class)
                .orElse(false);
        if (credentials && origins.contains(ALL)) {
            throw new HttpStartupException(
                    "The property " + PREFIX + "allow-credentials allows credentials for pages of all origins.",
                    "Write the origins in " + PREFIX + "allowed-origins, such as https://ops.example, or a pattern in "
                            + PREFIX + "allowed-origin-patterns.");
        }
        return new EndpointCors(
                server.name(),
                basePath,
                origins,
                patterns.stream().map(EndpointCors::pattern).toList(),
                methods.isEmpty() ? List.of("GET", "HEAD") : methods,
                list(environment, "allowed-headers").stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .toList(),
                list(environment, "exposed-headers"),
                credentials,
                Binder.get(environment)
                        .bind(PREFIX + "max-age", String.class)
                        .map(text -> DurationStyle.detectAndParse(text, ChronoUnit.SECONDS))
                        .orElse(Duration.ofMinutes(30)));
    }

    private static List<String> list(Environment environment, String key) {
        return Binder.get(environment)
                .bind(PREFIX + key, Bindable.listOf(String.class))
                .orElse(List.of());
    }

    /** {@code *} stands for any characters of a host or a port. */
    private static Pattern pattern(String origin) {
        List<String> parts = new ArrayList<>();
        for (String part : origin.split("\\*", -1)) {
            parts.add(Pattern.quote(part));
        }
        return Pattern.compile(String.join("[A-Za-z0-9.:_-]*", parts));
    }

    /** Outside of all filters that have no order. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public Reply filter(Request request, HandlerFactory next) {
        String origin = request.header("Origin");
        if (origin == null || !request.serverName().equals(server) || !isBelow(request.path())) {
            return next.reply(request);
        }
        request.mapResponse(response -> share(response, origin));
        String method = request.header("Access-Control-Request-Method");
        return request.method().equals("OPTIONS") && method != null
                ? preflight(origin, method, request.fields().joined("Access-Control-Request-Headers"))
                : next.reply(request);
    }

    @Override
    public boolean mayGuard(String path) {
        return false;
    }

    private boolean isBelow(String path) {
        return path.startsWith(basePath)
                && (path.length() == basePath.length() || path.charAt(basePath.length()) == '/');
    }

    private Response preflight(String origin, String method, @Nullable String asked) {
        if (!allows(origin) || !methods.contains(ALL) && !methods.contains(method) || !allowsFields(asked)) {
            return Response.of(403);
        }
        Response answer = Response.of(204)
                .header("Access-Control-Allow-Methods", methods.contains(ALL) ? method : String.join(", ", methods))
                .header("Access-Control-Max-Age", String.valueOf(maxAge.toSeconds()));
        return asked == null ? answer : answer.header("Access-Control-Allow-Headers", asked);
    }

    private boolean allows(String origin) {
        return origins.contains(ALL)
                || origins.contains(origin)
                || patterns.stream().anyMatch(pattern -> pattern.matcher(origin).matches());
    }

    private boolean allowsFields(@Nullable String asked) {
        if (asked == null || fields.contains(ALL)) {
            return true;
        }
        for (String field : asked.toLowerCase(Locale.ROOT).split(",")) {
            if (!field.isBlank() && !fields.contains(field.strip())) {
                return false;
            }
        }
        return true;
    }

    /** Adds the fields that let a page of an allowed origin read a response. */
    private Response share(Response response, String origin) {
        Response shared = response.header("Vary", "Origin");
        if (!allows(origin)) {
            return shared;
        }
        shared = shared.replaceHeader("Access-Control-Allow-Origin", origins.contains(ALL) ? ALL : origin);
        if (credentials) {
            shared = shared.replaceHeader("Access-Control-Allow-Credentials", "true");
        }
        return exposed.isEmpty()
                ? shared
                : shared.replaceHeader("Access-Control-Expose-Headers", String.join(", ", exposed));
    }
}
