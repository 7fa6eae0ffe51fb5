package org.kamaelia.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.net.transport.Protocol;

/**
 * The first part of a response: status, header fields, and either the whole body or what is known of its length. That
 * decides the framing, together with the version of the request:
 *
 * <ul>
 *   <li>complete ({@link #text}, {@link #bytes}, {@link #of}) or {@link #length(long)}: {@code content-length};
 *   <li>{@link #ok(String)} without a length: {@code chunked}, or {@code close} for HTTP/1.0;
 *   <li>{@link #endless()}: {@code close}.
 * </ul>
 *
 * <p>Immutable: every {@code with}-like method answers a new object. A response made once and given to many requests is
 * the fastest, since its head is put into bytes only once. Field names and values are validated here; the fields that
 * belong to the framing cannot be set by hand.
 */
public final class Response implements ResponsePart, Reply {
    /** The length of a body that is not known. */
    public static final long UNKNOWN = -1;

    private static final long ENDLESS = -2;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Fields TEXT = contentType("text/plain; charset=utf-8");
    private static final Fields HTML = contentType("text/html; charset=utf-8");
    private static final Fields JSON = contentType("application/json");

    static {
        ServerAccess.announce(new Internals());
    }

    private final int status;
    private final Fields fields;
    private final @Nullable ByteBuffer body;
    private final long length;
    private final boolean closing;
    private final @Nullable Supplier<? extends Protocol> upgrade;

    // What a protocol keeps with it. A race keeps one of two that are equal.
    private @Nullable Object memo;

    private Response(int status, Fields fields, @Nullable ByteBuffer body, long length, boolean closing) {
        this(status, fields, body, length, closing, null);
    }

    private Response(
            int status,
            Fields fields,
            @Nullable ByteBuffer body,
            long length,
            boolean closing,
            @Nullable Supplier<? extends Protocol> upgrade) {
        if (status < 100 || status > 599) {
            throw new IllegalArgumentException("A status code is from 100 to 599, not " + status);
        }
        if (status == 101 && upgrade == null) {
            throw new IllegalArgumentException("A response with 101 hands the connection to another protocol: write"
                    + " Response.upgrade(name, protocol)");
        }
        this.status = status;
        this.fields = fields;
        this.body = body;
        this.length = length;
        this.closing = closing;
        this.upgrade = upgrade;
    }

    private static Fields contentType(String type) {
        return Fields.builder().add("Content-Type", type).build();
    }

    private static Response complete(int status, Fields fields, ByteBuffer body) {
        return new Response(status, fields, body, body.remaining(), false);
    }

    /** A complete 200 response: text in UTF-8. */
    public static Response text(String text) {
        return complete(200, TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A complete 200 response: an HTML page in UTF-8. */
    public static Response html(String page) {
        return complete(200, HTML, ByteBuffer.wrap(page.getBytes(StandardCharsets.UTF_8)));
    }

    /** A complete 200 response: JSON that has been written already. */
    public static Response json(String json) {
        return complete(200, JSON, ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
    }

    /** A complete 200 response of a media type. The array belongs to the response. */
    public static Response bytes(String type, byte[] body) {
        return complete(200, contentType(type), ByteBuffer.wrap(body));
    }

    /** A complete 200 response of a media type: the remaining bytes of a buffer, direct or not, which are not changed. */
    public static Response bytes(String type, ByteBuffer body) {
        return complete(200, contentType(type), body.slice());
    }

    /** A complete response without content, such as 204, or 404 with nothing to say. */
    public static Response of(int status) {
        return complete(status, Fields.empty(), ByteBuffer.allocate(0));
    }

    /** The head of a 200 response of a media type; parts follow, and how many bytes is not known yet. */
    public static Response ok(String type) {
        return new Response(200, contentType(type), null, UNKNOWN, false);
    }

    /**
     * A complete response that sends the client elsewhere.
     *
     * @param status 301, 302, 303, 307 or 308; 303 has the client use GET, 307 and 308 keep the method
     * @param location a URI reference (RFC 9110 section 10.2.2), percent-encoded. One that comes from a client may lead
     *     anywhere: check it first
     */
    public static Response redirect(int status, String location) {
        if (!REDIRECTS.contains(status)) {
            throw new IllegalArgumentException("A redirect has the status 301, 302, 303, 307 or 308, not " + status);
        }
        if (!location.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("A location is visible ASCII; percent-encode what is something else");
        }
        return of(status).header("Location", location);
    }

    /**
     * The response that hands the connection to another protocol (RFC 9110 section 7.8): 101 with {@code Upgrade}. The
     * protocol gets the connection once this response is on its way, together with the bytes that the client has sent
     * behind its request.
     *
     * <p>A client that has not offered this name in its Upgrade field, or that speaks HTTP/1.0, gets 426 instead.
     *
     * @param name of the protocol, such as {@code websocket}, with its version where it has one
     * @param protocol makes the component that takes the connection over; called on the event loop of the connection
     */
    public static Response upgrade(String name, Supplier<? extends Protocol> protocol) {
        Fields fields = Fields.builder().add("Upgrade", name).build();
        return new Response(101, fields, ByteBuffer.allocate(0), 0, false, Objects.requireNonNull(protocol));
    }

    /** The same with another status code, 100 to 599; not for {@link #upgrade}. */
    public Response status(int code) {
        return new Response(code, fields, body, length, closing);
    }

    /**
     * The same with one more field line.
     *
     * @throws IllegalArgumentException if the name is not a token, the value has control characters, or the field
     *     belongs to the framing
     */
    public Response header(String name, String value) {
        refuseFramingField(name);
        return with(fields.toBuilder().add(name, value).build());
    }

    /** The same with this field line instead of all others of its name. */
    public Response replaceHeader(String name, String value) {
        refuseFramingField(name);
        return with(fields.toBuilder().set(name, value).build());
    }

    /**
     * The same, setting a cookie.
     *
     * @throws IllegalStateException if clients would refuse it; the message says why
     */
    public Response cookie(Cookie cookie) {
        return header("Set-Cookie", cookie.encoded());
    }

    /**
     * The same with these field lines instead of all others.
     *
     * @throws IllegalArgumentException if one of them belongs to the framing
     */
    public Response withFields(Fields lines) {
        for (int i = 0; i < lines.size(); i++) {
            refuseFramingField(lines.name(i));
        }
        return with(lines);
    }

    private Response with(Fields lines) {
        return new Response(status, lines, body, length, closing, upgrade);
    }

    /** The same without the field lines of this name. */
    public Response removeHeader(String name) {
        return with(fields.toBuilder().remove(name).build());
    }

    /** The same with other content: the remaining bytes of a buffer, direct or not, which are not changed. */
    public Response withBody(ByteBuffer content) {
        return new Response(status, fields, content.slice(), content.remaining(), closing);
    }

    /** The same head without content: parts follow, and how many bytes is not known yet. */
    public Response streamed() {
        return new Response(status, fields, null, UNKNOWN, closing);
    }

    private static void refuseFramingField(String name) {
        String instead = switch (name.toLowerCase(java.util.Locale.ROOT)) {
            case "content-length" -> "use length(long)";
            case "transfer-encoding" -> "the server chooses the framing";
            case "connection", "keep-alive" -> "use close()";
            default -> null;
        };
        if (instead != null) {
            throw new IllegalArgumentException(name + " belongs to the framing and is not set by hand: " + instead);
        }
    }

    /**
     * The same with a promise: exactly so many bytes of data will follow, or would have followed for GET. More are
     * discarded, fewer abort the connection.
     */
    public Response length(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("A length is at least 0, not " + bytes);
        }
        if (body != null && body.remaining() != bytes) {
            throw new IllegalArgumentException("The body has " + body.remaining() + " bytes, not " + bytes);
        }
        return new Response(status, fields, body, bytes, closing);
    }

    /** The same without an end that anybody can foresee: the end of the connection ends it. */
    public Response endless() {
        if (body != null) {
            throw new IllegalStateException("A complete response has an end");
        }
        return new Response(status, fields, null, ENDLESS, closing);
    }

    /** The same, and the connection is closed after it. */
    public Response close() {
        return new Response(status, fields, body, length, true);
    }

    /** The status code. */
    public int status() {
        return status;
    }

    /** The header fields, without those of the framing. */
    public Fields fields() {
        return fields;
    }

    /** The whole body as a read-only view, if it is in this part. */
    public @Nullable ByteBuffer body() {
        return body == null ? null : body.asReadOnlyBuffer();
    }

    /** The length of the body in bytes, or {@link #UNKNOWN}. */
    public long contentLength() {
        return Math.max(length, UNKNOWN);
    }

    /** Whether the handler says that the body has no foreseeable end. */
    public boolean isEndless() {
        return length == ENDLESS;
    }

    /** Whether this is the whole response. */
    public boolean isComplete() {
        return body != null;
    }

    /** Whether the connection is to be closed after this response. */
    public boolean isClosing() {
        return closing;
    }

    /** Whether this is an interim response (RFC 9110 section 15.2), which another one follows. */
    public boolean isInterim() {
        return status < 200 && status != 101;
    }

    @Override
    public int size() {
        return body == null ? 0 : body.remaining();
    }

    // What the server does with a response, by way of org.kamaelia.http.spi.

    /** The whole body itself, to be read at absolute positions only. */
    @Nullable
    ByteBuffer content() {
        return body;
    }

    /** What makes the protocol that takes the connection over; null for an ordinary response. */
    @Nullable
    Supplier<? extends Protocol> upgrade() {
        return upgrade;
    }

    @Nullable
    Object memo() {
        return memo;
    }

    void memo(Object kept) {
        memo = kept;
    }

    @Override
    public String toString() {
        return "Response " + status;
    }
}
