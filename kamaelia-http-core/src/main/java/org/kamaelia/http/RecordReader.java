package org.kamaelia.http;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of one class from the values of requests. All values that are missing or do not fit are named in one
 * response. Thread-safe.
 */
final class RecordReader<R> {
    private static final ClassValue<RecordReader<?>> READERS = new ClassValue<>() {
        @Override
        protected RecordReader<?> computeValue(Class<?> type) {
            return new RecordReader<>(type);
        }
    };

    private final Constructor<R> constructor;
    private final List<Component> components = new ArrayList<>();

    private RecordReader(Class<R> type) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException(type.getName() + " is not a record");
        }
        RecordComponent[] declared = type.getRecordComponents();
        Class<?>[] types = new Class<?>[declared.length];
        for (int i = 0; i < declared.length; i++) {
            types[i] = declared[i].getType();
            components.add(Component.of(type, declared[i]));
        }
        try {
            constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true); // records may be private
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * The reader for a class.
     *
     * @throws IllegalArgumentException if the class is no record, or a component has a type that cannot be read
     */
    @SuppressWarnings("unchecked") // made for this class by computeValue
    static <R> RecordReader<R> of(Class<R> type) {
        return (RecordReader<R>) READERS.get(type);
    }

    /**
     * One component.
     *
     * @param container Optional, List or the class itself
     * @param standard the default; null if there is none
     * @param mayBeNull whether the component is declared as Nullable
     */
    private record Component(
            String name,
            Class<?> container,
            ValueType<?> type,
            @Nullable Object standard,
            boolean mayBeNull) {
        static Component of(Class<?> owner, RecordComponent component) {
            Class<?> container = component.getType();
            boolean holds = container == Optional.class || container == List.class;
            Type held = holds && component.getGenericType() instanceof ParameterizedType generic
                    ? generic.getActualTypeArguments()[0]
                    : container;
            ValueType<?> type = held instanceof Class<?> plain ? ValueType.of(plain) : null;
            String where = "The component " + component.getName() + " of " + owner.getName();
            if (type == null) {
                throw new IllegalArgumentException(where + " is of type " + held.getTypeName() + ", which no text fits."
                        + " Use String, int, long, boolean, BigDecimal, UUID, Instant, LocalDate or an enum, or Optional"
                        + " or List of one of them");
            }
            Default otherwise = component.getAnnotation(Default.class);
            Object standard = otherwise == null ? null : type.convert(otherwise.value());
            if (otherwise != null && (standard == null || holds)) {
                throw new IllegalArgumentException(where + " has the default \"" + otherwise.value()
                        + "\", which is not " + (holds ? "for Optional and List" : type.expected()));
            }
            boolean mayBeNull = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            return new Component(component.getName(), container, type, standard, mayBeNull);
        }

        @Nullable
        Object read(RequestValue value, List<ValueFault> faults) {
            TypedValue<?> typed = value.as(type);
            if (container == List.class) {
                return typed.list(faults::add);
            }
            int before = faults.size();
            Object read = typed.read(faults::add);
            if (container == Optional.class) {
                return Optional.ofNullable(read);
            }
            if (read == null) {
                read = standard;
            }
            if (read == null && !mayBeNull && faults.size() == before) {
                faults.add(ValueFault.missing(value));
            }
            return read;
        }
    }

    /**
     * Makes a record.
     *
     * @param values the value of a name
     * @param check checks the values that fit their types
     * @throws AnswerException 400 with all faults, or with the message of an {@link IllegalArgumentException} that the
     *     constructor of the record throws
     */
    R read(Function<String, RequestValue> values, ComponentCheck check) {
        List<ValueFault> faults = new ArrayList<>();
        Object[] arguments = new Object[components.size()];
        for (int i = 0; i < arguments.length; i++) {
            Component component = components.get(i);
            int before = faults.size();
            arguments[i] = component.read(values.apply(component.name()), faults);
            if (faults.size() == before) {
                check.faults(component.name(), arguments[i])
                        .forEach(fault -> faults.add(ValueFault.of(component.name(), fault)));
            }
        }
        if (!faults.isEmpty()) {
            throw ValueFault.answer(faults);
        }
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof IllegalArgumentException unfit) {
                throw new AnswerException(Problem.of(400).detail(String.valueOf(unfit.getMessage())));
            }
            if (thrown.getCause() instanceof RuntimeException own) {
                throw own;
            }
            throw new IllegalStateException(thrown.getCause());
        } catch (InstantiationException | IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
