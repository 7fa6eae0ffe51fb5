package org.kamaelia.http.resource;

import org.kamaelia.http.HandlerFactory;

/**
 * The former place of {@link org.kamaelia.http.content.Ranged}.
 *
 * @deprecated use {@link org.kamaelia.http.content.Ranged}
 */
@Deprecated(since = "0.1.0")
public final class Ranged {
    private Ranged() {}

    /** As {@link org.kamaelia.http.content.Ranged#around(HandlerFactory)}. */
    public static HandlerFactory around(HandlerFactory factory) {
        return org.kamaelia.http.content.Ranged.around(factory);
    }
}
