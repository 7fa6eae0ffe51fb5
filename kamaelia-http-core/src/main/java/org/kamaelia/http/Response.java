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
 * The first part of a response: status, header fields, and either the whole body or the known facts about its length.
 * The first part and the version of the request decide the framing:
 *
 * <ul>
 *   <li>complete ({@link #text}, {@link #bytes}, {@link #of}) or {@link #length(long)}: {@code content-length};
 *   <li>{@link #ok(String)} without a length: {@code chunked}, or {@code close} for HTTP/1.0;
 *   <li>{@link #endless()}: {@code close}.
 * </ul>
 *
 * <p>Immutable and thread-safe: methods that change a property return a new object. Sending one object for many
 * requests is fastest, because its head is encoded only once. Field names and values are validated. The fields of the
 * framing cannot be set directly.
 */
public final class Response implements ResponsePart, Reply {
    /** The content length of a body whose length is not known. */
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

    // Data that a protocol caches with this response. Two threads may write equal data at once.
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
            throw new IllegalArgumentException("A 101 response hands the connection over to another protocol; use"
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

    /** Makes a complete 200 response with text in UTF-8. */
    public static Response text(String text) {
        return complete(200, TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Makes a complete 200 response with an HTML page in UTF-8. */
    public static Response html(String page) {
        return complete(200, HTML, ByteBuffer.wrap(page.getBytes(StandardCharsets.UTF_8)));
    }

    /** Makes a complete 200 response with JSON text. */
    public static Response json(String json) {
        return complete(200, JSON, ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
    }

    /** Makes a complete 200 response of a media type. The array belongs to the response from now on. */
    public static Response bytes(String type, byte[] body) {
        return complete(200, contentType(type), ByteBuffer.wrap(body));
    }

    /**
     * Makes a complete 200 response of a media type.
     *
     * @param body its remaining bytes are the body; direct or heap. Its position stays. Do not change the bytes
     *     afterwards
     */
    public static Response bytes(String type, ByteBuffer body) {
        return complete(200, contentType(type), body.slice());
    }

    /** Makes a complete response without content, such as 204 or 404. */
    public static Response of(int status) {
        return complete(status, Fields.empty(), ByteBuffer.allocate(0));
    }

    /**
     * Makes the first part of a 200 response of a media type. Parts follow, and the length of the body is not known
     * yet.
     */
    public static Response ok(String type) {
        return new Response(200, contentType(type), null, UNKNOWN, false);
    }

    /**
     * Makes a complete response that redirects the client (RFC 9110 section 15.4).
     *
     * @param status 301, 302, 303, 307 or 308. With 303 the client uses GET; with 307 and 308 it keeps the method
     * @param location a percent-encoded URI reference (RFC 9110 section 10.2.2). Check a location that contains input
     *     of a client, because it may point to any site
     * @throws IllegalArgumentException if the status or the location is not allowed
     */
    public static Response redirect(int status, String location) {
        if (!REDIRECTS.contains(status)) {
            throw new IllegalArgumentException("A redirect has the status 301, 302, 303, 307 or 308, not " + status);
        }
        if (!location.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("A location is visible ASCII; percent-encode all other characters");
        }
        return of(status).header("Location", location);
    }

    /**
     * Makes a 101 response with {@code Upgrade}, which hands the connection over to another protocol (RFC 9110 section
     * 7.8). The protocol gets the connection after this response, together with the bytes that the client has sent
     * after its request.
     *
     * <p>A client whose Upgrade field does not name the protocol gets 426 instead. The same holds for a client that
     * uses HTTP/1.0, which has no upgrade.
     *
     * @param name the name of the protocol, such as {@code websocket}, with a version if it has one
     * @param protocol makes the component that takes over the connection; called on the event loop of the connection
     */
    public static Response upgrade(String name, Supplier<? extends Protocol> protocol) {
        Fields fields = Fields.builder().add("Upgrade", name).build();
        return new Response(101, fields, ByteBuffer.allocate(0), 0, false, Objects.requireNonNull(protocol));
    }

    /** Returns a copy with another status code, 100 to 599. Not for a response made by {@link #upgrade}. */
    public Response status(int code) {
        return new Response(code, fields, body, length, closing);
    }

    /**
     * Returns a copy with one more field line.
     *
     * @throws IllegalArgumentException if the name is not a token, the value has control characters, or the field
     *     belongs to the framing
     */
    public Response header(String name, String value) {
        refuseFramingField(name);
        return with(fields.toBuilder().add(name, value).build());
    }

    /**
     * Returns a copy with this field line, which replaces all field lines with its name. Throws like {@link #header}.
     */
    public Response replaceHeader(String name, String value) {
        refuseFramingField(name);
        return with(fields.toBuilder().set(name, value).build());
    }

    /**
     * Returns a copy with one more Set-Cookie field.
     *
     * @throws IllegalStateException if clients would refuse the cookie; the message gives the reason
     */
    public Response cookie(Cookie cookie) {
        return header("Set-Cookie", cookie.encoded());
    }

    /**
     * Returns a copy with these field lines, which replace all field lines.
     *
     * @throws IllegalArgumentException if a field belongs to the framing
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

    /** Returns a copy without the field lines with this name. */
    public Response removeHeader(String name) {
        return with(fields.toBuilder().remove(name).build());
    }

    /** Returns a copy whose body is the remaining bytes of a buffer. The bytes must not be changed afterwards. */
    public Response withBody(ByteBuffer content) {
        return new Response(status, fields, content.slice(), content.remaining(), closing);
    }

    /** Returns a copy without a body. Parts follow, and the length of the body is not known yet. */
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
            throw new IllegalArgumentException(
                    "The field " + name + " belongs to the framing and cannot be set directly: " + instead);
        }
    }

    /**
     * Returns a copy with a known length of the body. Exactly this number of bytes must follow; for HEAD and 304, this
     * is the length that GET would have had. Surplus bytes are discarded. If bytes are missing, the connection is
     * aborted.
     *
     * @param bytes the length in bytes, at least 0
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

    /** Returns a copy whose body has no foreseeable end. The end of the connection marks the end of the body. */
    public Response endless() {
        if (body != null) {
            throw new IllegalStateException("A complete response cannot be endless; begin with Response.ok(type)");
        }
        return new Response(status, fields, null, ENDLESS, closing);
    }

    /** Returns a copy after which the server closes the connection. */
    public Response close() {
        return new Response(status, fields, body, length, true);
    }

    /** The status code. */
    public int status() {
        return status;
    }

    /** The header fields without the fields of the framing. */
    public Fields fields() {
        return fields;
    }

    /** The whole body as a read-only view; null if parts follow. */
    public @Nullable ByteBuffer body() {
        return body == null ? null : body.asReadOnlyBuffer();
    }

    /** The length of the body in bytes, or {@link #UNKNOWN}. */
    public long contentLength() {
        return Math.max(length, UNKNOWN);
    }

    /** Whether the body has no foreseeable end; see {@link #endless()}. */
    public boolean isEndless() {
        return length == ENDLESS;
    }

    /** Whether this object is the whole response, so that no parts follow. */
    public boolean isComplete() {
        return body != null;
    }

    /** Whether the server closes the connection after this response. */
    public boolean isClosing() {
        return closing;
    }

    /**
     * Whether this is an interim response (RFC 9110 section 15.2), so that another response follows. 101 is not
     * interim.
     */
    public boolean isInterim() {
        return status < 200 && status != 101;
    }

    @Override
    public int size() {
        return body == null ? 0 : body.remaining();
    }

    // Methods for the server, which it calls through org.kamaelia.http.spi.

    /** The whole body itself. Read it at absolute positions only. */
    @Nullable
    ByteBuffer content() {
        return body;
    }

    /** Makes the protocol that takes over the connection; null for a response that is no upgrade. */
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
