package org.kamaelia.http.spring;

import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;
import org.kamaelia.http.RequestScope;

/**
 * Says what surrounds the code of handlers, whatever their style and thread: beans of this type are asked in their order
 * for every request, before it has a handler. Called on event loops, concurrently; must not block.
 *
 * <pre>{@code
 * @Bean
 * RequestScopeProvider path() {
 *     return request -> RequestScopes.mdc(Map.of("path", request.path()));
 * }
 * }</pre>
 */
@FunctionalInterface
public interface RequestScopeProvider {
    /** What surrounds the handlers of this request, within what does already; null for nothing. */
    @Nullable
    RequestScope scopeOf(Request request);
}
