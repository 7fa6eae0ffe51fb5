package org.kamaelia.http;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How text becomes a value.
 *
 * @param expected what fits, for messages
 * @param splits whether commas separate the values of a list; text may have commas of its own
 * @param parse null for a text that does not fit
 */
record ValueType<T>(String expected, boolean splits, Function<String, @Nullable T> parse) {
    /** Numbers and times have no more characters than this, so that a client cannot make reading them expensive. */
    private static final int LONGEST = 64;

    private static final int MOST_CONSTANTS_SHOWN = 20;

    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,20}");
    private static final Pattern DECIMAL_NUMBER = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?");
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    static final ValueType<String> TEXT = new ValueType<>("a text", false, text -> text);
    static final ValueType<Integer> INT = of("a whole number", text -> whole(text) ? Integer.valueOf(text) : null);
    static final ValueType<Long> LONG = of("a whole number", text -> whole(text) ? Long.valueOf(text) : null);
    static final ValueType<BigDecimal> DECIMAL =
            of("a decimal number", text -> DECIMAL_NUMBER.matcher(text).matches() ? new BigDecimal(text) : null);
    static final ValueType<Boolean> BOOLEAN = of("true or false", ValueType::truth);
    static final ValueType<java.util.UUID> UUID =
            of("a UUID", text -> UUID_FORM.matcher(text).matches() ? java.util.UUID.fromString(text) : null);
    static final ValueType<Instant> INSTANT = of(
            "a date and time such as 2031-05-06T07:08:09Z",
            text -> OffsetDateTime.parse(text).toInstant());
    static final ValueType<LocalDate> DATE = of("a date such as 2031-05-06", LocalDate::parse);

    private static final Map<Class<?>, ValueType<?>> KNOWN = Map.ofEntries(
            Map.entry(String.class, TEXT),
            Map.entry(int.class, INT),
            Map.entry(Integer.class, INT),
            Map.entry(long.class, LONG),
            Map.entry(Long.class, LONG),
            Map.entry(BigDecimal.class, DECIMAL),
            Map.entry(boolean.class, BOOLEAN),
            Map.entry(Boolean.class, BOOLEAN),
            Map.entry(java.util.UUID.class, UUID),
            Map.entry(Instant.class, INSTANT),
            Map.entry(LocalDate.class, DATE));

    private static <T> ValueType<T> of(String expected, Function<String, @Nullable T> parse) {
        return new ValueType<>(expected, true, text -> text.length() > LONGEST ? null : parse.apply(text));
    }

    /** The type of the components of records that have this class; null if there is none. */
    static @Nullable ValueType<?> of(Class<?> type) {
        if (type.isEnum()) {
            return ofConstants(type, type.getEnumConstants());
        }
        return KNOWN.get(type);
    }

    static <E extends Enum<E>> ValueType<E> ofEnum(Class<E> type) {
        return ofConstants(type, type.getEnumConstants());
    }

    private static <E> ValueType<E> ofConstants(Class<?> type, E[] constants) {
        Map<String, E> byName = new LinkedHashMap<>();
        Arrays.stream(constants).forEach(one -> byName.put(normal(((Enum<?>) one).name()), one));
        String names = byName.keySet().stream().limit(MOST_CONSTANTS_SHOWN).collect(Collectors.joining(", "));
        return of(
                byName.size() > MOST_CONSTANTS_SHOWN ? "a known value, such as " + names : "one of " + names,
                text -> byName.get(normal(text)));
    }

    private static String normal(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static boolean whole(String text) {
        return WHOLE.matcher(text).matches();
    }

    private static @Nullable Boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1", "on" -> true;
            case "false", "0", "off" -> false;
            default -> null;
        };
    }

    ValueType<T> check(Predicate<? super T> check, String passes) {
        return new ValueType<>(passes, splits, text -> {
            T converted = convert(text);
            return converted != null && check.test(converted) ? converted : null;
        });
    }

    /** The value; null if the text does not fit. */
    @Nullable
    T convert(String text) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException | DateTimeException unfit) {
            return null;
        }
    }
}
