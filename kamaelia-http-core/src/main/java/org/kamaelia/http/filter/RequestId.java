package org.kamaelia.http.filter;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;

/**
 * Gives each request an id, and sends the id with each response, also with errors. Handlers get the id with
 * {@link #of(Request)}.
 *
 * <p>An id is 32 hex digits. It is unique, but not secret. By default, an id that the client sends is not used, because
 * it could be anything. {@link #trusting()} uses the id of a client, such as a proxy, if it has at most 64 letters,
 * digits, dots, hyphens and underscores.
 */
public final class RequestId implements HttpFilter {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final String field;
    private final boolean trusting;

    private RequestId(String field, boolean trusting) {
        this.field = field;
        this.trusting = trusting;
    }

    /** Uses the field {@code X-Request-Id}. */
    public static RequestId filter() {
        return field("X-Request-Id");
    }

    /**
     * Uses another field.
     *
     * @throws IllegalArgumentException if this cannot be the name of a field
     */
    public static RequestId field(String name) {
        Response.of(204).header(name, "x"); // refuses what no field may have
        return new RequestId(name, false);
    }

    /** Returns a copy that uses the id that the client sends, if there is one. */
    public RequestId trusting() {
        return new RequestId(field, true);
    }

    /** Returns the id of a request; null if this filter has not seen the request. */
    public static @Nullable String of(Request request) {
        return (String) request.attribute(RequestId.class);
    }

    @Override
    public Reply filter(Request request, HandlerFactory next) {
        String sent = trusting ? request.header(field) : null;
        String id = sent != null && ID.matcher(sent).matches() ? sent : fresh();
        request.attribute(RequestId.class, id);
        request.mapResponse(response -> response.replaceHeader(field, id));
        return next.reply(request);
    }

    @Override
    public boolean mayGuard(String path) {
        return false;
    }

    @Override
    public Response unreadable(Response page) {
        return page.replaceHeader(field, fresh());
    }

    private static String fresh() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }
}
