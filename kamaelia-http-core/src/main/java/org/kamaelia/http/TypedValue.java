package org.kamaelia.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A value of a request with its type, to be read as required, with a default, as optional, or as a list. Each of these
 * throws an {@link AnswerException} with 400 if what the client sent does not fit. Immutable.
 *
 * @param <T> the type
 */
public final class TypedValue<T> {
    private final RequestValue value;
    private final ValueType<T> type;

    TypedValue(RequestValue value, ValueType<T> type) {
        this.value = value;
        this.type = type;
    }

    /**
     * The same value, which must also pass a check.
     *
     * @param expected what passes, for the message: "an even number"
     */
    public TypedValue<T> check(Predicate<? super T> check, String expected) {
        return new TypedValue<>(value, type.check(check, expected));
    }

    /**
     * The value.
     *
     * @throws AnswerException 400 if it is missing or does not fit
     */
    public T get() {
        T read = read(TypedValue::refuse);
        if (read == null) {
            throw ValueFault.missing(value).answer();
        }
        return read;
    }

    /**
     * The value, or another one if it is missing.
     *
     * @throws AnswerException 400 if it is given and does not fit
     */
    public T orElse(T otherwise) {
        T read = read(TypedValue::refuse);
        return read == null ? otherwise : read;
    }

    /**
     * The value; empty if it is missing.
     *
     * @throws AnswerException 400 if it is given and does not fit
     */
    public Optional<T> optional() {
        return Optional.ofNullable(read(TypedValue::refuse));
    }

    /**
     * All values of this name, in the order of the request: {@code id=1&id=2}, {@code id[]=1&id[]=2}, and, for all types
     * but text, {@code id=1,2}. Empty if there is none.
     *
     * @throws AnswerException 400 if one of them does not fit
     */
    public List<T> list() {
        return list(TypedValue::refuse);
    }

    private static void refuse(ValueFault fault) {
        throw fault.answer();
    }

    /** Reads the value. If it does not fit, the fault is passed on and null is returned; null also if it is missing. */
    @Nullable
    T read(Consumer<ValueFault> faults) {
        List<String> given = value.given();
        if (given.isEmpty() || given.size() == 1 && isMissing(given.get(0))) {
            return null;
        }
        if (given.size() > 1) {
            faults.accept(ValueFault.repeated(value));
            return null;
        }
        return convert(given.get(0), faults);
    }

    List<T> list(Consumer<ValueFault> faults) {
        List<T> all = new ArrayList<>();
        for (String text : value.given()) {
            for (String one : type.splits() ? text.split(",", -1) : new String[] {text}) {
                T element = isMissing(one) ? null : convert(one, faults);
                if (element != null) {
                    all.add(element);
                }
            }
        }
        return List.copyOf(all);
    }

    private boolean isMissing(String text) {
        return text.isEmpty() && type != ValueType.TEXT;
    }

    private @Nullable T convert(String text, Consumer<ValueFault> faults) {
        T converted = type.convert(text);
        if (converted == null) {
            faults.accept(ValueFault.unfit(value, type.expected(), text));
        }
        return converted;
    }
}
