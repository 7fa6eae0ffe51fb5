package org.kamaelia.http.spring.diagnostics;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.spring.KamaeliaHttpProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.unit.DataSize;

/** Says, for a value of a wrong type under {@code kamaelia.http}, what the value must be, with an example. */
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class WrongValueFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {
    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(KamaeliaHttpProperties.PREFIX);
    private static final int MOST_SHOWN = 80;

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable root, BindException cause) {
        BindException innermost = cause;
        while (innermost.getCause() instanceof BindException inner) {
            innermost = inner;
        }
        ConfigurationProperty property = innermost.getProperty();
        if (!PREFIX.isAncestorOf(innermost.getName())
                || innermost.getCause() instanceof UnboundConfigurationPropertiesException) {
            return null;
        }
        List<String> path = UnknownKeyFailureAnalyzer.elements(innermost.getName());
        PropertyTree expected = PropertyTree.root().at(path);
        if (expected == null) {
            return null;
        }
        List<String> named = expected.type().isRecord() ? UnknownKeyFailureAnalyzer.withNameOfServer(path) : null;
        if (named != null) {
            return new FailureAnalysis(
                    "The property " + UnknownKeyFailureAnalyzer.key(path) + " has no name of a server.",
                    "Write " + UnknownKeyFailureAnalyzer.key(named) + ", with the name of a server.",
                    cause);
        }
        String key = UnknownKeyFailureAnalyzer.key(path);
        // The binder names no value where a group of settings is expected.
        String value = property == null ? "a single value" : "the value '" + shortened(property.getValue()) + "'";
        String origin = property == null || property.getOrigin() == null ? "" : " (" + property.getOrigin() + ")";
        return new FailureAnalysis(
                "The property " + key + " has " + value + origin + ", which is not " + kind(expected) + ".",
                "Write " + kind(expected) + ", as in " + writtenOut(key, expected) + ".",
                cause);
    }

    private static String shortened(@Nullable Object value) {
        String text = String.valueOf(value).replaceAll("\\p{Cntrl}", "?");
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...";
    }

    private static String writtenOut(String key, PropertyTree expected) {
        PropertyTree element = expected.child("*");
        if (Map.class.isAssignableFrom(expected.type()) && element != null) {
            return writtenOut(key + ".public", element);
        } else if (element != null && element.type().isRecord()) {
            return writtenOut(key + "[0]", element);
        }
        if (expected.type().isRecord()) {
            List<String> child = expected.keys().stream()
                    .filter(path -> path.size() == 1)
                    .findFirst()
                    .orElseThrow();
            PropertyTree leaf = java.util.Objects.requireNonNull(expected.at(child));
            return key + "." + child.get(0) + "=" + example(leaf);
        }
        return key + "=" + example(expected);
    }

    /** What a value must be. */
    private static String kind(PropertyTree expected) {
        Class<?> type = expected.type();
        if (type == int.class) {
            return "a whole number";
        } else if (type == boolean.class) {
            return "true or false";
        } else if (type == Duration.class) {
            return "a time with its unit: ms, s, m, h or d";
        } else if (type == DataSize.class) {
            return "a size: a number with B, KB, MB or GB";
        } else if (type == InetAddress.class) {
            return "an address of this machine";
        } else if (type.isEnum()) {
            return "one of " + names(type);
        } else if (type.isRecord()) {
            return "a group of settings";
        }
        PropertyTree element = expected.child("*");
        if (element == null) {
            return "a text";
        } else if (Map.class.isAssignableFrom(type)) {
            return "a group of settings, one for each name";
        }
        return element.type().isEnum() ? "a list with some of " + names(element.type()) : "a list";
    }

    private static String names(Class<?> type) {
        return constants(type).collect(Collectors.joining(", "));
    }

    private static java.util.stream.Stream<String> constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(one -> ((Enum<?>) one).name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** A value of a property, for messages. */
    static String example(PropertyTree expected) {
        Class<?> type = expected.type();
        String standard = expected.standard();
        if (standard != null) {
            return standard;
        } else if (type.isEnum()) {
            return constants(type).findFirst().orElseThrow();
        } else if (type == Duration.class) {
            return "30s";
        } else if (type == DataSize.class) {
            return "2MB";
        }
        return type == InetAddress.class ? "127.0.0.1" : "...";
    }
}
