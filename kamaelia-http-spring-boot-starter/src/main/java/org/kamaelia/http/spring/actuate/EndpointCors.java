package org.kamaelia.http.spring.actuate;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.filter.Cors;
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
 * @param cors what is allowed
 */
record EndpointCors(String server, String basePath, Cors cors) implements HttpFilter, Ordered {
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
        Duration maxAge = Binder.get(environment)
                .bind(PREFIX + "max-age", String.class)
                .map(text -> DurationStyle.detectAndParse(text, ChronoUnit.SECONDS))
                .orElse(Duration.ofMinutes(30));
        Cors cors = (origins.contains(ALL) ? Cors.any() : matching(origins, patterns))
                .methods(methods.isEmpty() ? new String[] {"GET", "HEAD"} : methods.toArray(String[]::new))
                .headers(list(environment, "allowed-headers").toArray(String[]::new))
                .exposing(list(environment, "exposed-headers").toArray(String[]::new))
                .maxAge(maxAge);
        return new EndpointCors(server.name(), basePath, credentials ? cors.credentials() : cors);
    }

    private static Cors matching(List<String> origins, List<String> patterns) {
        List<Pattern> compiled = patterns.stream().map(EndpointCors::pattern).toList();
        return Cors.matching(origin -> origins.contains(origin)
                || compiled.stream().anyMatch(pattern -> pattern.matcher(origin).matches()));
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
        boolean isCovered = request.serverName().equals(server) && isBelow(request.path());
        return isCovered ? cors.filter(request, next) : next.reply(request);
    }

    @Override
    public boolean mayGuard(String path) {
        return false;
    }

    private boolean isBelow(String path) {
        return path.startsWith(basePath)
                && (path.length() == basePath.length() || path.charAt(basePath.length()) == '/');
    }
}
