package org.kamaelia.http.spring.json;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.content.Event;
import org.springframework.core.ParameterizedTypeReference;

/**
 * JSON in handlers, with the {@code JsonMapper} of the application. This bean exists if Jackson 3 is on the class path.
 *
 * <pre>{@code
 * @Bean @HandlerPath(path = "/orders", methods = "POST")
 * HandlerFactory order(Json json, Orders orders) {
 *     return json.blocking(Order.class, (request, order) -> json.response(orders.add(order)).status(201));
 * }
 *
 * @Bean @HandlerPath(path = "/orders/{id}", methods = "GET")
 * HandlerFactory find(Json json, Orders orders) {
 *     return json.blocking(request -> orders.find(request.pathValue("id").asLong().get()));
 * }
 * }</pre>
 *
 * <p>A function returns a value, a {@link Response} or null. A value becomes a response of type {@code
 * application/json}. A {@code Response} is sent unchanged. Null becomes 204. A body with another media type gets 415. A
 * body that is too large gets 413. A body gets 400 with problem details (RFC 9457) if it is not JSON, does not fit its
 * type, or is refused by Bean Validation (if a validator exists). Immutable and thread-safe.
 */
public final class Json {
    private static final Response NO_CONTENT = Response.of(204);

    private final JsonCodec codec;
    private final JsonCodec.Check check;
    private final int maxBody;

    /**
     * A bean.
     *
     * @param check validates the values that were read
     * @param maxBody the largest body in bytes, at least 1
     */
    Json(JsonCodec codec, JsonCodec.Check check, int maxBody) {
        if (maxBody < 1) {
            throw new IllegalArgumentException("The size of the largest body must be at least 1 byte, not " + maxBody);
        }
        this.codec = codec;
        this.check = check;
        this.maxBody = maxBody;
    }

    /** A function of a request and its body. The function may block. */
    @FunctionalInterface
    public interface Blocking<T> {
        /** Returns a value, a {@link Response}, or null for 204. */
        @Nullable
        Object handle(Request request, T body) throws Exception;
    }

    /**
     * A copy with another limit than {@code kamaelia.http.json.max-body}. A larger body gets 413.
     *
     * @param bytes the largest body in bytes, at least 1
     */
    public Json maxBody(int bytes) {
        return new Json(codec, check, bytes);
    }

    /** The largest body in bytes. */
    public int maxBody() {
        return maxBody;
    }

    /**
     * A complete response with status 200 and this value as JSON. A {@code Response} is returned unchanged, and null
     * gives 204.
     */
    public Response response(@Nullable Object value) {
        if (value == null) {
            return NO_CONTENT;
        }
        return value instanceof Response response ? response : Response.bytes("application/json", codec.write(value));
    }

    /** An event of the type {@code message} with this value as its data. */
    public Event event(Object value) {
        return Event.of(text(value));
    }

    /** An event of another type with this value as its data. */
    public Event event(String name, Object value) {
        return Event.of(name, text(value));
    }

    private String text(Object value) {
        return new String(codec.write(value), StandardCharsets.UTF_8);
    }

    /**
     * Reads a value of this type. The value is valid and never null.
     *
     * @throws org.kamaelia.http.AnswerException 400 with problem details if the bytes are not such a value
     */
    public <T> T read(byte[] body, Class<T> type) {
        return read(body, (Type) type);
    }

    /** Reads a value of a generic type, such as {@code new ParameterizedTypeReference<List<Order>>() {}}. */
    public <T> T read(byte[] body, ParameterizedTypeReference<T> type) {
        return read(body, type.getType());
    }

    /**
     * Reads a value from the body of a blocking handler.
     *
     * @throws IOException if the body is incomplete
     */
    public <T> T read(InputStream body, Class<T> type) throws IOException {
        return read(body, (Type) type);
    }

    /** Reads a value of a generic type, such as a list, from the body of a blocking handler. */
    public <T> T read(InputStream body, ParameterizedTypeReference<T> type) throws IOException {
        return read(body, type.getType());
    }

    <T> T read(byte[] body, Type type) {
        try {
            return read(new ByteArrayInputStream(body), type);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private <T> T read(InputStream body, Type type) throws IOException {
        T value = codec.read(body, type);
        check.check(value, codec);
        return value;
    }

    /**
     * Responds at once with the value of a function. The function runs on the event loop and must not block. It gets no
     * body.
     */
    public HandlerFactory oneShot(Function<? super Request, ?> function) {
        return HandlerFactory.oneShot(request -> response(function.apply(request)));
    }

    /**
     * Reads the body and responds at once with the value of a function. The function runs on the event loop and must
     * not block.
     */
    public <T> HandlerFactory oneShot(Class<T> type, BiFunction<? super Request, ? super T, ?> function) {
        return request -> new JsonHandler<>(this, type, function);
    }

    /**
     * Reads a body of a generic type, such as {@code new ParameterizedTypeReference<List<Order>>() {}}, and responds at
     * once.
     */
    public <T> HandlerFactory oneShot(
            ParameterizedTypeReference<T> type, BiFunction<? super Request, ? super T, ?> function) {
        return request -> new JsonHandler<>(this, type.getType(), function);
    }

    /**
     * Responds when a stage completes. The function itself runs on the event loop and must not block. It gets no body.
     */
    public HandlerFactory async(Function<? super Request, ? extends CompletionStage<?>> function) {
        return HandlerFactory.async(request -> function.apply(request).thenApply(this::response));
    }

    /**
     * Reads the body and responds when a stage completes. The function itself runs on the event loop and must not
     * block.
     */
    public <T> HandlerFactory async(
            Class<T> type, BiFunction<? super Request, ? super T, ? extends CompletionStage<?>> function) {
        return request -> new JsonHandler<>(this, type, function);
    }

    /** A function of the request without its body. The function may block. */
    @FunctionalInterface
    public interface BlockingWithoutBody {
        /** Returns a value, a {@link Response}, or null for 204. */
        @Nullable
        Object handle(Request request) throws Exception;
    }

    /** Responds on a thread where the function may block. The function gets no body. */
    public HandlerFactory blocking(BlockingWithoutBody handler) {
        return HandlerFactory.blocking((request, in, out) -> out.respond(response(handler.handle(request))));
    }

    /** Reads the body and responds, both on a thread that may block. */
    public <T> HandlerFactory blocking(Class<T> type, Blocking<? super T> handler) {
        return HandlerFactory.blocking(maxBody, (request, in, out) -> {
            checkMediaType(request);
            out.respond(response(handler.handle(request, read(in, type))));
        });
    }

    /**
     * Accepts only a body whose media type is JSON. A browser can send other media types to other sites without a
     * preflight request.
     */
    static void checkMediaType(Request request) {
        String said = request.header("Content-Type");
        if (!request.hasBody()) {
            return; // an empty body is not JSON either, and gets 400
        }
        String type = said == null ? "" : said.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!type.equals("application/json") && !(type.startsWith("application/") && type.endsWith("+json"))) {
            throw new StatusException(415, "The body must have the media type application/json.")
                    .header("Accept", "application/json");
        }
    }
}
