package org.kamaelia.http.spring.test;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;

/** A response of a server. */
public final class KamaeliaTestResponse {
    private final int status;
    private final Map<String, List<String>> fields;
    private final byte[] bytes;
    private final Supplier<TestJson> json;

    KamaeliaTestResponse(int status, Map<String, List<String>> fields, byte[] bytes, Supplier<TestJson> json) {
        this.status = status;
        this.fields = fields;
        this.bytes = bytes;
        this.json = json;
    }

    /** The status code. */
    public int status() {
        return status;
    }

    /** The header fields, by their names in lower case. */
    public Map<String, List<String>> fields() {
        return fields;
    }

    /** The body, without its framing. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The value of the first field of this name, case-insensitive; null if there is none. */
    public @Nullable String header(String name) {
        List<String> values = fields.get(name.toLowerCase(Locale.ROOT));
        return values == null ? null : values.get(0);
    }

    /** The body as text in UTF-8. */
    public String body() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The body as a value of this type, read as JSON with the mapper of the application. */
    public <T> T json(Class<T> type) {
        return json.get().read(bytes, (Type) type);
    }

    /** The body as a value of a generic type, such as {@code new ParameterizedTypeReference<List<Order>>() {}}. */
    public <T> T json(ParameterizedTypeReference<T> type) {
        return json.get().read(bytes, type.getType());
    }

    /** The status, the fields and the body, as a failed assertion shows them. */
    @Override
    public String toString() {
        return status + " " + fields + "\n" + body();
    }
}
