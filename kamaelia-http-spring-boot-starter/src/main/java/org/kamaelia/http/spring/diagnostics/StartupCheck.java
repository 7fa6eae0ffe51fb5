package org.kamaelia.http.spring.diagnostics;

import java.util.List;

/**
 * Finds settings, annotations and libraries that the application has and that have no effect on its servers. The
 * sentences of all beans of this type are logged as one warning when the application starts.
 *
 * <p>Called once, when all singletons exist and before the servers start.
 */
@FunctionalInterface
public interface StartupCheck {
    /**
     * One entry for each finding; empty if there is none. An entry names the setting and says what to write instead.
     */
    List<String> findings();
}
