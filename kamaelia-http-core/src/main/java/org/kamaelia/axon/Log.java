package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/**
 * The logger of a class, found when there is something to say: to find the first one takes a tenth of the time in which
 * a server starts. Thread-safe.
 */
public final class Log {
    private final Class<?> speaker;
    private volatile System.@Nullable Logger found;

    private Log(Class<?> speaker) {
        this.speaker = speaker;
    }

    /** The logger that has the name of a class. */
    public static Log of(Class<?> speaker) {
        return new Log(speaker);
    }

    /** The logger itself, so that the caller of its methods is the one who speaks. */
    public System.Logger get() {
        System.Logger known = found;
        if (known == null) {
            found = known = System.getLogger(speaker.getName()); // a race finds the same twice
        }
        return known;
    }
}
