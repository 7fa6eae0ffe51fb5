package org.kamaelia.http.spring.test;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

/**
 * One event of a stream of server-sent events (HTML standard, section 9.2).
 *
 * @param id the last id that the server sent; empty if it sent none
 * @param name the type of the event, {@code message} if the server sent none
 * @param data the data, with LF between its lines
 */
public record KamaeliaTestEvent(String id, String name, String data) {
    /** The data as a value of this type, read as JSON. */
    public <T> T json(Class<T> type) {
        return TestJson.standard().read(data.getBytes(StandardCharsets.UTF_8), (Type) type);
    }
}
