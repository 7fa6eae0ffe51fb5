package org.kamaelia.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks a value that fits the type of a component of a record, before the record is made. */
@FunctionalInterface
public interface ComponentCheck {
    /** Every value passes. */
    ComponentCheck NONE = (component, value) -> List.of();

    /**
     * The faults of a value, each as the end of a sentence, such as "must not be blank"; empty if there is none.
     *
     * @param component the name of the component
     * @param value the value; null if the component may be missing and is
     */
    List<String> faults(String component, @Nullable Object value);
}
