package org.kamaelia.http.exchange;

import org.jspecify.annotations.Nullable;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;

/**
 * A request and its response so far, for a {@link HttpObserver}. Each request that is under way has an object of its own.
 * The object is valid from {@code begun} of the request to the end of its {@code ended}, on the thread of its event loop.
 * After that the object may serve another request.
 */
public interface ObservedExchange {
    /** The request; null for what was refused before it became one. */
    @Nullable
    Request request();

    /** The connection on which it came. */
    Request.Origin origin();

    /** When the server took it up, on the clock of its event loop ({@code loop.readClock()}), in nanoseconds. */
    long begunAt();

    /** The first part of the answer; null if there was none. Interim responses do not count. */
    @Nullable
    Response response();

    /** The status code of the answer; 0 if there was none. */
    int status();

    /** How the end of the body is marked; null if there was no answer. */
    @Nullable
    Framing framing();

    /** Bytes of body that the client has taken, without the framing itself; 0 before {@code ended}. */
    long bodyBytes();

    /** How the answer ended; null while it has not. {@code FINISHED} and {@code UNWANTED} are complete answers. */
    @Nullable
    CloseReason ending();

    /** What a handler or its factory threw; null for nothing, and for a {@code StatusException}, which is an answer. */
    @Nullable
    Throwable failure();
}
