package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/** Writes the failures of components to a log, each within the context of its component. */
final class FailureLog {
    private FailureLog() {}

    static void write(BackgroundLog log, Component component, Throwable failure) {
        String who = "A component";
        @Nullable Surrounding around = null;
        try {
            who = component.toString();
            around = component.surrounded ? component.surrounding() : null;
        } catch (Throwable second) {
            // toString() has failed, or there is no memory for it: the failure itself is logged all the same
        }
        log.log(System.Logger.Level.ERROR, who + " failed and was ended", failure, around);
    }
}
