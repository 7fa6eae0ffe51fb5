package org.kamaelia.http;

/**
 * The answer of a {@link HandlerFactory} to one request: the whole {@link Response}, if it is known at once, or the
 * {@link Handler} that will send it in parts.
 *
 * <p>Both take the same way to the client: filters, limits, scopes, observers and meters see either of them. A
 * {@link Response} costs no component.
 */
public sealed interface Reply permits Response, Handler {}
