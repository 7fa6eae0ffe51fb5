package org.kamaelia.http.filter;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;

/**
 * Cross-origin resource sharing (CORS): tells browsers which pages of other origins may use the responses of this server
 * (Fetch standard, section 3.3). Immutable; start with {@link #of} or {@link #any()}.
 *
 * <pre>{@code
 * Cors.of("https://app.example").methods("GET", "POST").headers("Content-Type").credentials().maxAge(Duration.ofHours(1))
 * }</pre>
 *
 * <p>Make it the outermost filter, or put it in front of authentication: a browser sends no credentials with a preflight
 * request, and a page can read an error only if the error has these fields, too. A preflight request is answered here and
 * reaches no handler: 204 if the origin, the method and the fields are allowed, else 403. Any other request of a foreign
 * origin is served, but without the fields the browser hides the response from the page. This is no access control:
 * only browsers respect it.
 *
 * <p>Requests to a private network (the field {@code Access-Control-Request-Private-Network}) are not allowed.
 */
public final class Cors implements HttpFilter {
    private static final Pattern ORIGIN =
            Pattern.compile("[a-z][a-z0-9+.-]*://(?:[a-z0-9._-]+|\\[[0-9a-f:.]+])(?::[0-9]{1,5})?");
    private static final String ALL = "*";
    private static final Set<String> SIMPLE_FIELDS = Set.of("accept", "accept-language", "content-language", "range");

    private final @Nullable Predicate<String> origins;
    private final Set<String> methods;
    private final Set<String> fields;
    private final String exposed;
    private final boolean credentials;
    private final Duration maxAge;

    private Cors(
            @Nullable Predicate<String> origins,
            Set<String> methods,
            Set<String> fields,
            String exposed,
            boolean credentials,
            Duration maxAge) {
        this.origins = origins;
        this.methods = methods;
        this.fields = fields;
        this.exposed = exposed;
        this.credentials = credentials;
        this.maxAge = maxAge;
        if (credentials && origins == null) {
            throw new IllegalArgumentException(
                    "Credentials for any origin would give every page of the web the rights of"
                            + " the user; write the origins, as in Cors.of(\"https://app.example\").credentials()");
        }
    }

    private static Cors with(@Nullable Predicate<String> origins) {
        Set<String> methods = new LinkedHashSet<>(List.of("GET", "HEAD", "POST"));
        return new Cors(origins, methods, new TreeSet<>(Set.of("content-type")), "", false, Duration.ofSeconds(5));
    }

    /**
     * Allows pages of these origins to use GET, HEAD and POST with the field Content-Type.
     *
     * @param origins such as {@code https://app.example} or {@code http://localhost:3000}
     * @throws IllegalArgumentException if there is no origin, or an origin is malformed; the message says what to write
     */
    public static Cors of(String... origins) {
        Set<String> all = new LinkedHashSet<>();
        for (String origin : origins) {
            if (!ORIGIN.matcher(origin).matches()) {
                throw new IllegalArgumentException("\"" + origin + "\" is not an origin: a scheme, a host and perhaps a"
                        + " port, in lower case, without a slash at the end, such as https://app.example"
                        + (origin.equals("*") ? "; for all origins write Cors.any()" : ""));
            }
            all.add(origin);
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException("Cors.of() needs at least one origin, such as https://app.example");
        }
        return with(all::contains);
    }

    /** Allows pages of any origin to use GET, HEAD and POST with the field Content-Type, without credentials. */
    public static Cors any() {
        return with(null);
    }

    /**
     * Allows pages of the origins that a function accepts, such as all names below a domain, to use GET, HEAD and POST with
     * the field Content-Type.
     *
     * @param origins gets what a client sent as its origin, and must compare the whole of it. Called on event loops
     */
    public static Cors matching(Predicate<String> origins) {
        return with(Objects.requireNonNull(origins));
    }

    /** Returns a copy with other methods; case-sensitive. {@code *} stands for all methods. */
    public Cors methods(String... names) {
        return new Cors(origins, new LinkedHashSet<>(List.of(names)), fields, exposed, credentials, maxAge);
    }

    /** Returns a copy with other request fields that pages may set; any case. {@code *} stands for all fields. */
    public Cors headers(String... names) {
        Set<String> all = new TreeSet<>();
        for (String name : names) {
            all.add(name.toLowerCase(Locale.ROOT));
        }
        return new Cors(origins, methods, all, exposed, credentials, maxAge);
    }

    /** Returns a copy with response fields that pages may read, besides those that they may always read. */
    public Cors exposing(String... names) {
        return new Cors(origins, methods, fields, String.join(", ", names), credentials, maxAge);
    }

    /**
     * Returns a copy that allows cookies and other credentials of the user.
     *
     * @throws IllegalArgumentException if any origin is allowed
     */
    public Cors credentials() {
        return new Cors(origins, methods, fields, exposed, true, maxAge);
    }

    /** Returns a copy with the time for which browsers keep the answer to a preflight request; 5 s by default. */
    public Cors maxAge(Duration time) {
        return new Cors(origins, methods, fields, exposed, credentials, time);
    }

    @Override
    public Reply filter(Request request, HandlerFactory next) {
        String origin = request.header("Origin");
        String method = request.header("Access-Control-Request-Method");
        if (origin != null && method != null && request.method().equals("OPTIONS")) {
            return preflight(request, origin, method);
        }
        request.mapResponse(response -> share(response, origin));
        return next.reply(request);
    }

    @Override
    public boolean mayGuard(String path) {
        return false;
    }

    private boolean allows(@Nullable String origin) {
        return origin != null && (origins == null || origins.test(origin));
    }

    private Response preflight(Request request, String origin, String method) {
        String named = request.fields().joined("Access-Control-Request-Headers");
        if (!allows(origin) || !(methods.contains(ALL) || methods.contains(method)) || !allowsFields(named)) {
            throw varying(new StatusException(403, "This request is not allowed for pages of that origin"));
        }
        Response answer = share(Response.of(204), origin)
                .header("Access-Control-Allow-Methods", methods.contains(ALL) ? method : String.join(", ", methods))
                .header("Access-Control-Max-Age", String.valueOf(maxAge.toSeconds()));
        String allowed = fields.contains(ALL) ? named : String.join(", ", fields);
        if (allowed != null && !allowed.isEmpty()) {
            answer = answer.header("Access-Control-Allow-Headers", allowed);
        }
        return answer.header("Vary", "Access-Control-Request-Method, Access-Control-Request-Headers");
    }

    private static StatusException varying(StatusException refusal) {
        return refusal.header("Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
    }

    private boolean allowsFields(@Nullable String named) {
        if (named == null || fields.contains(ALL)) {
            return true;
        }
        for (String field : named.toLowerCase(Locale.ROOT).split(",")) {
            String name = field.strip();
            if (!name.isEmpty() && !SIMPLE_FIELDS.contains(name) && !fields.contains(name)) {
                return false;
            }
        }
        return true;
    }

    /** Adds the fields that let a page of an allowed origin read a response. */
    private Response share(Response response, @Nullable String origin) {
        Response shared = origins == null ? response : response.header("Vary", "Origin");
        if (!allows(origin)) {
            return shared;
        }
        shared = shared.replaceHeader("Access-Control-Allow-Origin", origins == null ? "*" : origin);
        if (credentials) {
            shared = shared.replaceHeader("Access-Control-Allow-Credentials", "true");
        }
        return exposed.isEmpty() ? shared : shared.replaceHeader("Access-Control-Expose-Headers", exposed);
    }
}
