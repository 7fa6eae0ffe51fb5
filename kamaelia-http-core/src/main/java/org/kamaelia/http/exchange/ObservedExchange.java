package org.kamaelia.http.exchange;

import org.jspecify.annotations.Nullable;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;

/**
 * A request and its response so far, for an {@link HttpObserver}. Each request in progress has its own object. The
 * object is valid from the call of {@code begun} until the call of {@code ended} returns, on the thread of its event
 * loop. After that the object may be reused for another request.
 */
public interface ObservedExchange {
    /** The request; null if it was refused before it was complete. */
    @Nullable
    Request request();

    /**
     * The request line of a request that was refused before it was complete, as far as it was received: at most 1,024
     * octets, with a backslash before quotes and backslashes, and other octets than visible ASCII as {@code \x} and two
     * digits. Null if nothing was received, or there is a request.
     */
    default @Nullable String refusedLine() {
        return null;
    }

    /** The reason why the server itself refused the request, as a plain sentence; null if it did not. */
    default @Nullable String refusal() {
        return null;
    }

    /** The origin of the request. */
    Request.Origin origin();

    /**
     * The time at which the request began, in nanoseconds of the clock of its event loop ({@code loop.readClock()}).
     */
    long begunAt();

    /** The first part of the response; null if there is none. Interim responses do not count. */
    @Nullable
    Response response();

    /** The status code of the response; 0 if there is none. */
    int status();

    /** The framing of the response; null if there is none. */
    @Nullable
    Framing framing();

    /** The bytes of the body that the socket has taken, without the bytes of the framing; 0 before {@code ended}. */
    long bodyBytes();

    /**
     * How the response ended; null before {@code ended}. {@code FINISHED} and {@code UNWANTED} mean a complete
     * response.
     */
    @Nullable
    CloseReason ending();

    /** The exception of the handler or its factory; null if there is none, and for exceptions that are responses. */
    @Nullable
    Throwable failure();
}
