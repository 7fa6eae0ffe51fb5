package org.kamaelia.http.spring.webflux;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.Fields;
import org.springframework.util.LinkedCaseInsensitiveMap;
import org.springframework.util.MultiValueMap;

/** The fields of a request as Spring reads them, without a copy. A read-only view: every change is refused. */
final class RequestFields extends AbstractMap<String, List<String>> implements MultiValueMap<String, String> {
    private final Fields fields;
    private @Nullable Map<String, List<String>> byName;

    RequestFields(Fields fields) {
        this.fields = fields;
    }

    @Override
    public @Nullable String getFirst(String name) {
        return fields.first(name);
    }

    @Override
    public @Nullable List<String> get(@Nullable Object name) {
        List<String> values = name instanceof String text ? fields.all(text) : List.of();
        return values.isEmpty() ? null : values;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return name instanceof String text && fields.contains(text);
    }

    @Override
    public boolean isEmpty() {
        return fields.size() == 0;
    }

    @Override
    public Set<Map.Entry<String, List<String>>> entrySet() {
        return byName().entrySet();
    }

    /** The lines grouped by name. Two threads may make equal maps at once. */
    private Map<String, List<String>> byName() {
        Map<String, List<String>> known = byName;
        if (known == null) {
            Map<String, List<String>> grouped = new LinkedCaseInsensitiveMap<>(fields.size(), Locale.ROOT);
            for (int i = 0; i < fields.size(); i++) {
                String name = fields.name(i);
                if (!grouped.containsKey(name)) {
                    grouped.put(name, fields.all(name));
                }
            }
            byName = known = Collections.unmodifiableMap(grouped);
        }
        return known;
    }

    @Override
    public Map<String, String> toSingleValueMap() {
        Map<String, String> first = new LinkedHashMap<>();
        byName().forEach((name, values) -> first.put(name, values.get(0)));
        return first;
    }

    @Override
    public void add(String name, @Nullable String value) {
        throw readOnly();
    }

    @Override
    public void addAll(String name, List<? extends String> values) {
        throw readOnly();
    }

    @Override
    public void addAll(MultiValueMap<String, String> values) {
        throw readOnly();
    }

    @Override
    public void set(String name, @Nullable String value) {
        throw readOnly();
    }

    @Override
    public void setAll(Map<String, String> values) {
        throw readOnly();
    }

    private static UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException("The fields of a request cannot be changed; use request.mutate()");
    }
}
