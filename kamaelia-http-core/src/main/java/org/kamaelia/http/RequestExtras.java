package org.kamaelia.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.Fields;

/** Data of a {@link Request} that few requests need. Made on demand, so that the other requests stay small. */
final class RequestExtras {
    final Map<Object, Object> attributes = new ConcurrentHashMap<>(4);
    volatile PathLimits limits = PathLimits.none();
    volatile Fields trailers = Fields.empty();

    // Made on demand. Two threads may make equal objects at once.
    @Nullable
    Parameters parameters;

    @Nullable
    Cookies cookies;
}
