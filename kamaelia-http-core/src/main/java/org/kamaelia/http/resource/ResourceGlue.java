package org.kamaelia.http.resource;

/**
 * The former place of {@link org.kamaelia.http.route.ResourceGlue}.
 *
 * @deprecated use {@link org.kamaelia.http.route.ResourceGlue}
 */
@Deprecated(since = "0.1.0")
public final class ResourceGlue {
    private ResourceGlue() {}

    /** As {@link org.kamaelia.http.route.ResourceGlue#of()}. */
    public static org.kamaelia.http.route.ResourceGlue of() {
        return org.kamaelia.http.route.ResourceGlue.of();
    }
}
