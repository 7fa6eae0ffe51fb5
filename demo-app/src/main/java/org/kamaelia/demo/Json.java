package org.kamaelia.demo;

import java.util.Locale;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.content.Resource;
import org.kamaelia.http.syntax.HttpDate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes JSON. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private Json() {}

    /** A value as JSON in one line. */
    static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** A complete response that clients and caches must not store. */
    static Response response(Object value) {
        return Response.bytes("application/json", MAPPER.writeValueAsBytes(value))
                .header("Cache-Control", "no-store");
    }

    /**
     * A complete response that a client may store. The client must ask the server before each use whether the response
     * is still valid.
     */
    static Response tagged(Object value) {
        byte[] json = MAPPER.writeValueAsBytes(value);
        Response response = Response.bytes("application/json", json).header("Cache-Control", "no-cache");
        return Resource.of(json, HttpDate.NONE).validators().on(response);
    }

    /**
     * Reads the body of a request. Its media type must be JSON, because a form on another site cannot send JSON without
     * a preflight request.
     *
     * @throws StatusException 415 or 400
     */
    static <T> T read(Request request, byte[] body, Class<T> type) {
        String contentType = request.header("Content-Type");
        if (contentType == null
                || !contentType
                        .toLowerCase(Locale.ROOT)
                        .split(";", 2)[0]
                        .strip()
                        .equals("application/json")) {
            throw new StatusException(415, "The body must have the media type application/json")
                    .header("Accept", "application/json");
        }
        T value;
        try {
            value = MAPPER.readValue(body, type);
        } catch (JacksonException malformed) {
            throw new StatusException(400, "The body is not the expected JSON");
        }
        if (value == null) {
            throw new StatusException(400, "The body is not the expected JSON");
        }
        return value;
    }

    /**
     * A line of text from a client.
     *
     * @throws StatusException 400 if the text is missing, blank, longer than {@code most} characters or has control
     *     characters
     */
    static String line(String name, @org.jspecify.annotations.Nullable String text, int most) {
        String line = text == null ? "" : text.strip();
        if (line.isEmpty() || line.length() > most || line.chars().anyMatch(Character::isISOControl)) {
            throw new StatusException(400, "\"" + name + "\" must be one line of 1 to " + most + " characters");
        }
        return line;
    }
}
