package org.kamaelia.http.spring.diagnostics;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.spring.KamaeliaHttpProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * The keys of {@link KamaeliaHttpProperties}, read from its records.
 *
 * @param type the type of the value
 * @param standard the default value; null if there is none
 * @param children the keys of a group, by name; {@code *} for the name of a server or the index of a list
 */
record PropertyTree(Class<?> type, @Nullable String standard, Map<String, PropertyTree> children) {
    private static final PropertyTree ROOT = of(KamaeliaHttpProperties.class, null);

    /** All keys under {@code kamaelia.http}. */
    static PropertyTree root() {
        return ROOT;
    }

    private static PropertyTree of(Type type, @Nullable String standard) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            PropertyTree element = of(arguments[arguments.length - 1], standard);
            return new PropertyTree((Class<?>) generic.getRawType(), standard, Map.of("*", element));
        }
        Class<?> plain = (Class<?>) type;
        Map<String, PropertyTree> children = new LinkedHashMap<>();
        if (plain.isRecord()) {
            Class<?>[] types = Arrays.stream(plain.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class[]::new);
            for (int i = 0; i < types.length; i++) {
                RecordComponent component = plain.getRecordComponents()[i];
                children.put(name(plain, types, i), of(component.getGenericType(), standard(plain, types, i)));
            }
        }
        return new PropertyTree(plain, standard, children);
    }

    /** The key of a component. Annotations are on the parameters of the constructor. */
    private static String name(Class<?> owner, Class<?>[] types, int index) {
        Name renamed = annotation(owner, types, index, Name.class);
        return renamed != null
                ? renamed.value()
                : owner.getRecordComponents()[index]
                        .getName()
                        .replaceAll("([A-Z])", "-$1")
                        .toLowerCase(java.util.Locale.ROOT);
    }

    private static @Nullable String standard(Class<?> owner, Class<?>[] types, int index) {
        DefaultValue value = annotation(owner, types, index, DefaultValue.class);
        return value == null || value.value().length == 0 ? null : value.value()[0];
    }

    private static <A extends java.lang.annotation.Annotation> @Nullable A annotation(
            Class<?> owner, Class<?>[] types, int index, Class<A> type) {
        try {
            return owner.getDeclaredConstructor(types).getParameters()[index].getAnnotation(type);
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The part of the tree below a key; null if there is no such key. */
    @Nullable
    PropertyTree at(List<String> path) {
        PropertyTree here = this;
        for (String element : path) {
            here = here.child(element);
            if (here == null) {
                return null;
            }
        }
        return here;
    }

    /** The child of this name, or the only one of a map or a list; null if there is none. */
    @Nullable
    PropertyTree child(String name) {
        PropertyTree element = children.get("*");
        return element != null ? element : children.get(name);
    }

    /** All keys below this one, each as a list of its elements. */
    List<List<String>> keys() {
        List<List<String>> all = new ArrayList<>();
        children.forEach((name, child) -> {
            all.add(List.of(name));
            for (List<String> below : child.keys()) {
                List<String> key = new ArrayList<>();
                key.add(name);
                key.addAll(below);
                all.add(key);
            }
        });
        return all;
    }
}
