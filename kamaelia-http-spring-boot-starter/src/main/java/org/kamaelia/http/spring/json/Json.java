package org.kamaelia.http.spring.json;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;
import org.springframework.core.ParameterizedTypeReference;

/**
 * JSON in handlers, by the {@code JsonMapper} of the application: a bean to be injected where Jackson 3 is there.
 *
 * <pre>{@code
 * @Bean @HandlerPath(path = "/orders", methods = "POST")
 * HandlerFactory order(Json json, Orders orders) {
 *     return json.oneShot(Order.class, (request, order) -> json.response(orders.add(order)).status(201));
 * }
 *
 * @Bean @HandlerPath(path = "/orders/{id}", methods = "GET")
 * HandlerFactory find(Json json, Orders orders) {
 *     return json.oneShot(request -> orders.find(request.variable("id")));
 * }
 * }</pre>
 *
 * <p>A function gives a value, which becomes a response of type {@code application/json}, or a {@link Response} as it is,
 * or null for 204. A body that has another media type is answered with 415, one that is too large with 413, and one that
 * is no JSON, does not fit its type or is not valid by Bean Validation, where that is there, with 400 and problem details
 * (RFC 9457). Immutable and thread-safe.
 */
public final class Json {
    private static final Response NO_CONTENT = Response.of(204);

    private final JsonCodec codec;
    private final JsonCodec.Check check;
    private final int maxBody;

    /**
     * JSON.
     *
     * @param check validates what is read
     * @param maxBody the largest body in bytes, at least 1
     */
    Json(JsonCodec codec, JsonCodec.Check check, int maxBody) {
        if (maxBody < 1) {
            throw new IllegalArgumentException("The largest body is at least 1 byte, not " + maxBody);
        }
        this.codec = codec;
        this.check = check;
        this.maxBody = maxBody;
    }

    /** A function that may block. */
    @FunctionalInterface
    public interface Blocking<T> {
        /** Answers a request with a value, a {@link Response}, or null for 204. */
        @Nullable
        Object handle(Request request, T body) throws Exception;
    }

    /**
     * The same for bodies of another size than {@code kamaelia.http.json.max-body}, 413 past it.
     *
     * @param bytes at least 1
     */
    public Json maxBody(int bytes) {
        return new Json(codec, check, bytes);
    }

    /** The largest body in bytes. */
    public int maxBody() {
        return maxBody;
    }

    /** A complete 200 response with this value; one that is a response already stays as it is, null gives 204. */
    public Response response(@Nullable Object value) {
        if (value == null) {
            return NO_CONTENT;
        }
        return value instanceof Response response ? response : Response.bytes("application/json", codec.write(value));
    }

    /**
     * A value of the type, valid and never null.
     *
     * @throws org.kamaelia.http.AnswerException 400 with problem details if there is none in these bytes
     */
    public <T> T read(byte[] body, Class<T> type) {
        return read(body, (Type) type);
    }

    /** The same for types such as {@code new ParameterizedTypeReference<List<Order>>() {}}. */
    public <T> T read(byte[] body, ParameterizedTypeReference<T> type) {
        return read(body, type.getType());
    }

    /**
     * The same from the body of a blocking handler.
     *
     * @throws IOException if the body breaks off
     */
    public <T> T read(InputStream body, Class<T> type) throws IOException {
        return read(body, (Type) type);
    }

    /** The same from the body of a blocking handler, for types such as lists. */
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

    /** Answers at once with a function that runs on the event loop and must not block; it sees no body. */
    public HandlerFactory oneShot(Function<? super Request, ?> function) {
        return HandlerFactory.oneShot(request -> response(function.apply(request)));
    }

    /** Reads the body and answers at once with a function that runs on the event loop and must not block. */
    public <T> HandlerFactory oneShot(Class<T> type, BiFunction<? super Request, ? super T, ?> function) {
        return request -> new JsonHandler<>(this, type, function);
    }

    /** The same for types such as {@code new ParameterizedTypeReference<List<Order>>() {}}. */
    public <T> HandlerFactory oneShot(
            ParameterizedTypeReference<T> type, BiFunction<? super Request, ? super T, ?> function) {
        return request -> new JsonHandler<>(this, type.getType(), function);
    }

    /** Answers when a stage completes; the function itself runs on the event loop, sees no body and must not block. */
    public HandlerFactory async(Function<? super Request, ? extends CompletionStage<?>> function) {
        return HandlerFactory.async(request -> function.apply(request).thenApply(this::response));
    }

    /** Reads the body and answers when a stage completes; the function itself runs on the event loop. */
    public <T> HandlerFactory async(
            Class<T> type, BiFunction<? super Request, ? super T, ? extends CompletionStage<?>> function) {
        return request -> new JsonHandler<>(this, type, function);
    }

    /** A function of the request alone that may block. */
    @FunctionalInterface
    public interface BlockingWithoutBody {
        /** Answers a request with a value, a {@link Response}, or null for 204. */
        @Nullable
        Object handle(Request request) throws Exception;
    }

    /** Answers on a thread where the function may block; it sees no body. */
    public HandlerFactory blocking(BlockingWithoutBody handler) {
        return HandlerFactory.blocking((request, in, out) -> out.respond(response(handler.handle(request))));
    }

    /** Reads the body and answers on a thread where both may block. */
    public <T> HandlerFactory blocking(Class<T> type, Blocking<? super T> handler) {
        return HandlerFactory.blocking(maxBody, (request, in, out) -> {
            checkMediaType(request);
            out.respond(response(handler.handle(request, read(in, type))));
        });
    }

    /** Takes what says that it is JSON; a browser can send anything else to other sites without asking them. */
    static void checkMediaType(Request request) {
        String said = request.header("Content-Type");
        if (!request.hasBody()) {
            return; // what is missing is no JSON, either, and 400 says so
        }
        String type = said == null ? "" : said.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!type.equals("application/json") && !(type.startsWith("application/") && type.endsWith("+json"))) {
            throw new StatusException(415, "The body is to be of the media type application/json.")
                    .header("Accept", "application/json");
        }
    }
}
