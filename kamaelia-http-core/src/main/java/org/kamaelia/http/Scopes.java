package org.kamaelia.http;

import org.jspecify.annotations.Nullable;

/** How the scopes of a request are combined, and which of them are open already while its factories are asked. */
final class Scopes {
    private Scopes() {}

    /** A scope inside another one. */
    record Nested(RequestScope outer, RequestScope inner) implements RequestScope {
        @Override
        public Open open() {
            Open outerOpen = outer.open();
            Open innerOpen = inner.open();
            return () -> {
                innerOpen.close();
                outerOpen.close();
            };
        }
    }

    /** A scope that is open around the factories of the request. Handlers open it again, each time that they run. */
    record Opened(RequestScope scope) implements RequestScope {
        @Override
        public Open open() {
            return scope.open();
        }
    }

    /** Returns the part of a scope that is not open around the factories; null if all of it is. */
    static @Nullable RequestScope added(RequestScope scope) {
        if (scope instanceof Opened) {
            return null;
        }
        if (!(scope instanceof Nested nested)) {
            return scope;
        }
        RequestScope outer = added(nested.outer());
        return outer == null ? nested.inner() : new Nested(outer, nested.inner());
    }
}
