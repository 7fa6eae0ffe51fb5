package org.kamaelia.http;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A variable of the path, a parameter of the query or a field of a form, to be read as a value of some type.
 *
 * <pre>{@code
 * long id = request.pathValue("id").asLong().get();
 * int size = request.param("size").asInt(1, 100).orElse(20);
 * Optional<LocalDate> since = request.param("since").asDate().optional();
 * List<UUID> items = request.param("item").asUuid().list();
 * }</pre>
 *
 * <p>A value that is missing, does not fit or is given twice gets 400 with problem details (RFC 9457) that name the
 * parameter. {@link Request#values} reads all values of a request at once, and names all faults in one problem.
 *
 * <p>An empty text is a value for {@link #asText()}, and counts as missing for every other type, because a form sends the
 * fields that its user left empty. Immutable.
 */
public final class RequestValue {
    private final String place;
    private final String name;
    private final List<String> given;

    /**
     * A value.
     *
     * @param place what it is, for messages: "path variable" or "parameter"
     * @param given what the client sent, decoded; empty if it is missing
     */
    RequestValue(String place, String name, List<String> given) {
        this.place = place;
        this.name = name;
        this.given = given;
    }

    /** Whether the client sent the value, even an empty one. */
    public boolean isPresent() {
        return !given.isEmpty();
    }

    /** As text, which is never trimmed and may be empty. */
    public TypedValue<String> asText() {
        return as(ValueType.TEXT);
    }

    /** As a whole number in decimal digits, with a sign or without. */
    public TypedValue<Integer> asInt() {
        return as(ValueType.INT);
    }

    /** As a whole number within bounds, both included. */
    public TypedValue<Integer> asInt(int least, int most) {
        return asInt().check(number -> number >= least && number <= most, bounds(least, most));
    }

    /** As a whole number of 64 bits. */
    public TypedValue<Long> asLong() {
        return as(ValueType.LONG);
    }

    /** As a whole number of 64 bits within bounds, both included. */
    public TypedValue<Long> asLong(long least, long most) {
        return asLong().check(number -> number >= least && number <= most, bounds(least, most));
    }

    private static String bounds(long least, long most) {
        return "a whole number from " + least + " to " + most;
    }

    /** As a decimal number, such as 12.50, of at most 64 characters and without an exponent. */
    public TypedValue<BigDecimal> asDecimal() {
        return as(ValueType.DECIMAL);
    }

    /** As true or false; 1, 0, on and off are understood, too. */
    public TypedValue<Boolean> asBoolean() {
        return as(ValueType.BOOLEAN);
    }

    /** As a UUID in its usual form of 36 characters. */
    public TypedValue<UUID> asUuid() {
        return as(ValueType.UUID);
    }

    /** As a moment in the form of ISO 8601 with an offset from UTC, such as 2031-05-06T07:08:09Z. */
    public TypedValue<Instant> asInstant() {
        return as(ValueType.INSTANT);
    }

    /** As a day in the form of ISO 8601, such as 2031-05-06. */
    public TypedValue<LocalDate> asDate() {
        return as(ValueType.DATE);
    }

    /** As a constant of an enum, in upper or lower case, with dashes or underscores. */
    public <E extends Enum<E>> TypedValue<E> asEnum(Class<E> type) {
        return as(ValueType.ofEnum(type));
    }

    /**
     * As a value of a type of the application.
     *
     * @param expected what fits, for the message: "a country code of two letters"
     * @param parse returns null or throws an {@link IllegalArgumentException} for a text that does not fit
     */
    public <T> TypedValue<T> as(String expected, Function<String, @Nullable T> parse) {
        return as(new ValueType<>(expected, false, parse));
    }

    <T> TypedValue<T> as(ValueType<T> type) {
        return new TypedValue<>(this, type);
    }

    /** What it is called in messages. */
    String title() {
        return "The " + place + " " + name;
    }

    String name() {
        return name;
    }

    List<String> given() {
        return given;
    }
}
