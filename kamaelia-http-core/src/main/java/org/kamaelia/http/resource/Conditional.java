package org.kamaelia.http.resource;

import java.util.function.Function;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.content.Validators;

/**
 * The former place of {@link org.kamaelia.http.content.Conditional}.
 *
 * @deprecated use {@link org.kamaelia.http.content.Conditional}
 */
@Deprecated(since = "0.1.0")
public final class Conditional {
    private Conditional() {}

    /** As {@link org.kamaelia.http.content.Conditional#around(HandlerFactory)}. */
    public static HandlerFactory around(HandlerFactory factory) {
        return org.kamaelia.http.content.Conditional.around(factory);
    }

    /** As {@link org.kamaelia.http.content.Conditional#around(HandlerFactory, Function)}. */
    public static HandlerFactory around(HandlerFactory factory, Function<? super Request, Validators> current) {
        return org.kamaelia.http.content.Conditional.around(factory, current);
    }
}
