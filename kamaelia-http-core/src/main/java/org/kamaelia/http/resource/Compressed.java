package org.kamaelia.http.resource;

/**
 * The former place of {@link org.kamaelia.http.content.Compressed}.
 *
 * @deprecated use {@link org.kamaelia.http.content.Compressed}
 */
@Deprecated(since = "0.1.0")
public final class Compressed {
    private Compressed() {}

    /** As {@link org.kamaelia.http.content.Compressed#defaults()}. */
    public static org.kamaelia.http.content.Compressed defaults() {
        return org.kamaelia.http.content.Compressed.defaults();
    }
}
