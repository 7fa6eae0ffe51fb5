package org.kamaelia.http;

import org.jspecify.annotations.Nullable;

/**
 * Maps an exception that a handler or its factory threw to a response, which the client gets instead of 500. The
 * response is sent only if the handler has not sent its first part. A mapped exception is not logged, except when it
 * comes after the first part. {@link StatusException} and {@link AnswerException} are responses already and are not
 * passed to the mapper. Called concurrently on event loops; must not block.
 *
 * <pre>{@code
 * HandlerExceptionMapper mapper = (failure, request) -> failure instanceof NoSuchElementException
 *         ? Problem.of(404).detail("There is no such note").response()
 *         : null;
 * }</pre>
 */
@FunctionalInterface
public interface HandlerExceptionMapper {
    /**
     * Returns a complete response; null if this mapper has no response for the exception.
     *
     * @param failure the exception; its message may contain details that clients should not see
     * @param request the request
     */
    @Nullable
    Response map(Exception failure, Request request);
}
