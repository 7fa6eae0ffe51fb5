package org.kamaelia.http.resource;

import java.nio.file.Path;
import org.kamaelia.http.content.ResourceSource;

/**
 * The former place of {@link org.kamaelia.http.content.Minimal}.
 *
 * @deprecated use {@link org.kamaelia.http.content.Minimal}
 */
@Deprecated(since = "0.1.0")
public final class Minimal {
    private Minimal() {}

    /** As {@link org.kamaelia.http.content.Minimal#of(Path)}. */
    public static org.kamaelia.http.content.Minimal of(Path directory) {
        return org.kamaelia.http.content.Minimal.of(directory);
    }

    /** As {@link org.kamaelia.http.content.Minimal#of(ResourceSource)}. */
    public static org.kamaelia.http.content.Minimal of(ResourceSource source) {
        return org.kamaelia.http.content.Minimal.of(source);
    }
}
