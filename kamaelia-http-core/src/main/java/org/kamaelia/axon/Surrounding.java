package org.kamaelia.axon;

/** A context around code, such as thread-local values. It may be opened on several threads at once. */
@FunctionalInterface
public interface Surrounding {
    /** Opens the context on the current thread. What is returned is closed on the same thread. Must not block or throw. */
    AutoCloseable open();
}
