package org.kamaelia.axon;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Looks up fields for atomic access. */
final class Handles {
    private Handles() {}

    /**
     * Returns the handle of a field of the class that looks it up.
     *
     * @throws ExceptionInInitializerError if the class has no such field
     */
    static VarHandle of(MethodHandles.Lookup lookup, String field, Class<?> type) {
        try {
            return lookup.findVarHandle(lookup.lookupClass(), field, type);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }
}
