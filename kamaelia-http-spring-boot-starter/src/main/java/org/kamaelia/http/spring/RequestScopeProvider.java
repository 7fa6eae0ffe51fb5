package org.kamaelia.http.spring;

import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;
import org.kamaelia.http.RequestScope;

/**
 * Provides the scope of a request, which surrounds the code of handlers of every style and on every thread. Beans of
 * this type are called in their order for every request, before the request has a handler. Called on event loops,
 * concurrently. Must not block.
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
    /** The scope of this request, within the scopes of earlier providers; null for no scope. */
    @Nullable
    RequestScope scopeOf(Request request);
}
