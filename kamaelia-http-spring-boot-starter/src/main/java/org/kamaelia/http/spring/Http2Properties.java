package org.kamaelia.http.spring;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * HTTP/2, on all servers or on one of them.
 *
 * @param enabled Whether HTTP/2 is offered to clients that use TLS, true by default.
 * @param clearText Whether a client without TLS may begin with HTTP/2 at once (prior knowledge), false by default.
 * @param maxConcurrentStreams Number of requests of a connection that are under way at the same time, 100 by
 *     default. Further requests are refused, and the client may send them again.
 * @param streamWindow Bytes of a request body that a client may send before the handler takes them, 128KB by
 *     default.
 * @param connectionWindow Bytes of all request bodies of a connection that a client may send before the handlers
 *     take them, 1MB by default. Must be larger than the window of a stream.
 * @param maxFrameSize Largest frame that a client may send, 16KB by default.
 * @param maxResets Number of requests that a client may cancel, or cause the server to reset, in 30 seconds, 200 by
 *     default. Past it the connection closes. Each request that ends normally allows one more.
 * @param maxControlFrames Number of frames without use for a request, such as PING, that a client may send in 10
 *     seconds, 1000 by default. Past it the connection closes. Each frame with data allows more.
 * @param windowTimeout Time in which a client accepts no byte of a response, because it does not open its windows,
 *     30s by default. Past it the request is reset.
 */
public record Http2Properties(
        @Nullable Boolean enabled,
        @Nullable Boolean clearText,
        @Nullable Integer maxConcurrentStreams,
        @Nullable DataSize streamWindow,
        @Nullable DataSize connectionWindow,
        @Nullable DataSize maxFrameSize,
        @Nullable Integer maxResets,
        @Nullable Integer maxControlFrames,
        @Nullable Duration windowTimeout) {}
