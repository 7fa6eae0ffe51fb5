package org.kamaelia.http;

import java.io.IOException;
import java.io.InputStream;

/**
 * Answers a request with streams, on a thread of its own that may block. Called concurrently, once for each request.
 *
 * <pre>{@code
 * HandlerFactory.blocking((request, in, out) -> {
 *     out.begin(Response.ok("text/csv"));
 *     table.writeTo(out);
 * });
 * }</pre>
 *
 * <p>Returning ends the response; a handler that never began one answers 500. An exception before the first part gives
 * 500, one after it aborts the connection. When the request ends before that, because its client goes away, a limit of time
 * has passed or the server cuts it off, both streams throw {@link IOException}, also out of a wait. The thread is not
 * interrupted, unless {@link BlockingOptions#interruptingThreads()} asks for it.
 */
@FunctionalInterface
public interface BlockingHandler {
    /**
     * Answers one request.
     *
     * @param request what was asked
     * @param in the body; reading waits for the client and throws {@link IOException} if the body breaks off
     * @param out the response; writing waits while the client is slow
     */
    void handle(Request request, InputStream in, ResponseStream out) throws Exception;
}
