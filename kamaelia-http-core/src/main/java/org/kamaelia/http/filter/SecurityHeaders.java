package org.kamaelia.http.filter;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.syntax.Fields;

/**
 * Adds fields that make browsers more careful to each response, also to errors. A field that the handler has set stays as
 * it is. Immutable; start with {@link #defaults()}.
 *
 * <pre>{@code
 * SecurityHeaders.defaults().with("Content-Security-Policy", "default-src 'self'").without("X-Frame-Options")
 * }</pre>
 */
public final class SecurityHeaders implements HttpFilter {
    private static final String TRANSPORT_SECURITY = "Strict-Transport-Security";

    private final Map<String, String> fields;
    private final @Nullable String transportSecurity;

    private SecurityHeaders(Map<String, String> fields, @Nullable String transportSecurity) {
        this.fields = fields;
        this.transportSecurity = transportSecurity;
    }

    /**
     * Returns the default fields: {@code X-Content-Type-Options: nosniff}, {@code X-Frame-Options: DENY},
     * {@code Referrer-Policy: no-referrer}, {@code Cross-Origin-Opener-Policy: same-origin},
     * {@code Cross-Origin-Resource-Policy: same-origin}, {@code Content-Security-Policy: frame-ancestors 'none'}, and, over
     * TLS only, {@code Strict-Transport-Security} for a year.
     */
    public static SecurityHeaders defaults() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("X-Content-Type-Options", "nosniff");
        fields.put("X-Frame-Options", "DENY");
        fields.put("Referrer-Policy", "no-referrer");
        fields.put("Cross-Origin-Opener-Policy", "same-origin");
        fields.put("Cross-Origin-Resource-Policy", "same-origin");
        fields.put("Content-Security-Policy", "frame-ancestors 'none'");
        return new SecurityHeaders(fields, "max-age=31536000");
    }

    /**
     * Returns a copy with one more field, or with another value of a field.
     *
     * @throws IllegalArgumentException if the field or its value is not allowed in a response
     */
    public SecurityHeaders with(String name, String value) {
        Response.of(204).header(name, value); // refuses what no field may have
        if (name.equalsIgnoreCase(TRANSPORT_SECURITY)) {
            return new SecurityHeaders(fields, value);
        }
        Map<String, String> more = without(name).fields;
        more.put(name, value);
        return new SecurityHeaders(more, transportSecurity);
    }

    /** Returns a copy without a field. */
    public SecurityHeaders without(String name) {
        Map<String, String> fewer = new LinkedHashMap<>(fields);
        fewer.keySet().removeIf(name::equalsIgnoreCase);
        return new SecurityHeaders(fewer, name.equalsIgnoreCase(TRANSPORT_SECURITY) ? null : transportSecurity);
    }

    /**
     * Returns a copy with another time for which browsers use TLS only (RFC 6797). The field is sent over TLS only.
     *
     * @param subDomains whether this holds for all names below the host, too
     */
    public SecurityHeaders transportSecurity(Duration time, boolean subDomains) {
        return new SecurityHeaders(fields, "max-age=" + time.toSeconds() + (subDomains ? "; includeSubDomains" : ""));
    }

    @Override
    public Reply filter(Request request, HandlerFactory next) {
        boolean secure = request.isSecure();
        request.mapResponse(response -> add(response, secure));
        return next.reply(request);
    }

    @Override
    public boolean mayGuard(String path) {
        return false;
    }

    @Override
    public Response unreadable(Response page) {
        return add(page, false);
    }

    private Response add(Response response, boolean secure) {
        Fields known = response.fields();
        Fields.Builder all = known.toBuilder();
        fields.forEach((name, value) -> {
            if (!known.contains(name)) {
                all.add(name, value);
            }
        });
        if (secure && transportSecurity != null && !known.contains(TRANSPORT_SECURITY)) {
            all.add(TRANSPORT_SECURITY, transportSecurity);
        }
        return response.withFields(all.build());
    }
}
