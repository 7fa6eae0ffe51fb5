package org.kamaelia.demo;

import java.util.Locale;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.syntax.HttpDate;
import org.kamaelia.http.content.Resource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** JSON in and out. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private Json() {}

    /** A value in one line. */
    static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** A complete response that nobody keeps. */
    static Response response(Object value) {
        return Response.bytes("application/json", MAPPER.writeValueAsBytes(value))
                .header("Cache-Control", "no-store");
    }

    /** A complete response that a client may keep, if it asks before each use whether it is still so. */
    static Response tagged(Object value) {
        byte[] json = MAPPER.writeValueAsBytes(value);
        Response response = Response.bytes("application/json", json).header("Cache-Control", "no-cache");
        return Resource.of(json, HttpDate.NONE).validators().on(response);
    }

    /**
     * What a client sent. It must say that it is JSON: a form on a foreign page cannot, without asking first.
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
            throw new StatusException(415, "Send application/json").header("Accept", "application/json");
        }
        T value;
        try {
            value = MAPPER.readValue(body, type);
        } catch (JacksonException malformed) {
            throw new StatusException(400, "The body is not the JSON expected here");
        }
        if (value == null) {
            throw new StatusException(400, "The body is not the JSON expected here");
        }
        return value;
    }

    /**
     * A line of text that a client sent.
     *
     * @throws StatusException 400 if it is missing, blank, longer than {@code most} characters or has control characters
     */
    static String line(String name, @org.jspecify.annotations.Nullable String text, int most) {
        String line = text == null ? "" : text.strip();
        if (line.isEmpty() || line.length() > most || line.chars().anyMatch(Character::isISOControl)) {
            throw new StatusException(400, "\"" + name + "\" is one line of 1 to " + most + " characters");
        }
        return line;
    }
}
