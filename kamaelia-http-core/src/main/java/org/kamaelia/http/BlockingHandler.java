package org.kamaelia.http;

import java.io.IOException;
import java.io.InputStream;

/**
 * Handles a request with streams, on a separate thread that may block. Called once for each request, and concurrently
 * for different requests.
 *
 * <pre>{@code
 * HandlerFactory.blocking((request, in, out) -> {
 *     out.begin(Response.ok("text/csv"));
 *     table.writeTo(out);
 * });
 * }</pre>
 *
 * <p>The response ends when the handler returns. The client gets 500 if the handler returns without a response, or
 * throws an exception before the first part. A later exception aborts the connection. If the request ends early,
 * because the client disconnects, a time limit has passed, or the server stops, then both streams throw
 * {@link IOException}, also from a waiting call. The thread is not interrupted, unless
 * {@link BlockingOptions#interruptingThreads()} is used.
 */
@FunctionalInterface
public interface BlockingHandler {
    /**
     * Handles one request.
     *
     * @param request the request
     * @param in the request body; a read waits for the client and throws {@link IOException} if the body is incomplete
     * @param out the response; a write waits while the client is slow
     */
    void handle(Request request, InputStream in, ResponseStream out) throws Exception;
}
