package org.kamaelia.http;

import org.jspecify.annotations.Nullable;

/**
 * Says what a handler, or its factory, answers that threw an exception before its first part: an answer instead of 500.
 * What has one is not logged. {@link StatusException} and {@link AnswerException} are answers already and do not come
 * here. Called on event loops, concurrently; must not block.
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
     * A complete response; null if this mapper has none for such a failure.
     *
     * @param failure what was thrown; its message may say more than a client should know
     * @param request what was asked
     */
    @Nullable
    Response map(Exception failure, Request request);
}
