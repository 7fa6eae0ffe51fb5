package org.kamaelia.http.spring.actuate;

import java.beans.PropertyDescriptor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.StatusException;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.json.JsonWriter;
import org.springframework.util.ClassUtils;
import org.springframework.util.ObjectUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Writes JSON without Jackson, in the same form as Jackson. It supports results made of:
 *
 * <ul>
 *   <li>text, numbers, booleans, enums, {@link Optional}, maps, collections, arrays and records;
 *   <li>the descriptors of Spring Boot's own endpoints and the types of {@code java.lang.management}, by their
 *       properties;
 *   <li>other types of the JDK, as text.
 * </ul>
 *
 * <p>Members that are null are left out. A result with any other type gets 501, because only annotations for Jackson
 * say which properties of such a type may be shown. Thread-safe.
 */
final class PlainJson implements EndpointJson {
    private static final int MAX_DEPTH = 64;
    private static final JsonWriter<Object> WRITER = JsonWriter.standard();
    private static final boolean HEALTH = ClassUtils.isPresent(
            "org.springframework.boot.health.actuate.endpoint.HealthDescriptor", PlainJson.class.getClassLoader());

    @Override
    public byte[] write(Object result) {
        return WRITER.write(tree(result, 0)).toByteArray(StandardCharsets.UTF_8);
    }

    /** The value as maps, lists, text, numbers and booleans. */
    private static @Nullable Object tree(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new StatusException(501, "The result is nested more than " + MAX_DEPTH + " levels deep. " + advice());
        }
        if (value == null || value instanceof Boolean || value instanceof CharSequence) {
            return value;
        }
        if (value instanceof Number) {
            boolean finite = !(value instanceof Double || value instanceof Float)
                    || Double.isFinite(((Number) value).doubleValue());
            return finite ? value : value.toString();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Optional<?> optional) {
            return tree(optional.orElse(null), depth);
        }
        if (value instanceof Map<?, ?> map) {
            return object(map, depth);
        }
        if (value instanceof Iterable<?> elements && !(value instanceof Path)) {
            return array(elements, depth);
        }
        return value.getClass().isArray()
                ? array(Arrays.asList(ObjectUtils.toObjectArray(value)), depth)
                : composite(value, depth);
    }

    private static Object composite(Object value, int depth) {
        String type = value.getClass().getName();
        if (value instanceof Record) {
            return object(components(value), depth);
        }
        if (type.startsWith("org.springframework.boot.")
                || type.startsWith("java.lang.management.")
                || value instanceof StackTraceElement) {
            return object(HEALTH && value instanceof HealthDescriptor ? health(value) : properties(value), depth);
        }
        if (value instanceof Class<?> named) {
            return named.getName();
        }
        if (value instanceof Date date) {
            return date.toInstant().toString();
        }
        if (type.startsWith("java.") || type.startsWith("javax.") || type.startsWith("sun.")) {
            return value.toString();
        }
        throw new StatusException(501, "Only Jackson can write " + type + " as JSON. " + advice());
    }

    private static String advice() {
        return "Add the dependency org.springframework.boot:spring-boot-starter-jackson to the application.";
    }

    private static Map<String, Object> object(Map<?, ?> members, int depth) {
        Map<String, Object> object = new LinkedHashMap<>();
        members.forEach((name, value) -> {
            Object member = tree(value, depth + 1);
            if (member != null) {
                object.put(String.valueOf(name), member);
            }
        });
        return object;
    }

    private static List<@Nullable Object> array(Iterable<?> elements, int depth) {
        List<@Nullable Object> array = new ArrayList<>();
        elements.forEach(element -> array.add(tree(element, depth + 1)));
        return array;
    }

    private static Map<String, @Nullable Object> components(Object value) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            members.put(component.getName(), call(component.getAccessor(), value));
        }
        return members;
    }

    private static Map<String, @Nullable Object> properties(Object value) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(value.getClass())) {
            Method getter = property.getReadMethod();
            if (getter != null && getter.getDeclaringClass() != Object.class) {
                members.put(property.getName(), call(getter, value));
            }
        }
        return members;
    }

    private static @Nullable Object call(Method getter, Object value) {
        ReflectionUtils.makeAccessible(getter);
        return ReflectionUtils.invokeMethod(getter, value);
    }

    /** The health descriptor. The status is text and not an object, and empty members are left out. */
    private static Map<String, @Nullable Object> health(Object descriptor) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("status", ((HealthDescriptor) descriptor).getStatus().getCode());
        members.put("description", ((HealthDescriptor) descriptor).getStatus().getDescription());
        properties(descriptor).forEach(members::putIfAbsent);
        members.values().removeIf(ObjectUtils::isEmpty);
        return members;
    }
}
