package org.kamaelia.http;

/**
 * The reply of a {@link HandlerFactory} to one request: either the whole {@link Response}, or the {@link Handler} that
 * will send the response in parts.
 *
 * <p>Filters, limits, scopes, observers and meters handle both kinds in the same way. A {@link Response} to a request
 * without a body needs no component.
 */
public sealed interface Reply permits Response, Handler {}
