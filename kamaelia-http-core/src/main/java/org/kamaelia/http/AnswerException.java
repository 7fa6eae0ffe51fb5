package org.kamaelia.http;

import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ExpectedFailure;

/**
 * Thrown by a {@link HandlerFactory}, or by a handler before its first part, to send a given response.
 * {@link StatusException} sends an error page instead. This exception is a response and not a fault, so it is not
 * logged and has no stack trace.
 *
 * <pre>{@code
 * throw new AnswerException(Problem.of(409).title("Sold out").response());
 * }</pre>
 */
public final class AnswerException extends RuntimeException implements ExpectedFailure {
    private static final long serialVersionUID = 1L;

    private final transient Response response;

    /**
     * Makes an exception that sends a response.
     *
     * @param response a complete response
     * @throws IllegalArgumentException if the response is not complete
     */
    public AnswerException(Response response) {
        this(response, null);
    }

    /** Makes an exception for a failure that a {@link HandlerExceptionMapper} has mapped to a response. */
    AnswerException(Response response, @Nullable Throwable mapped) {
        super("Answered with " + response.status(), mapped, false, false);
        if (!response.isComplete()) {
            throw new IllegalArgumentException(
                    "An AnswerException needs a complete response, not one with parts to follow");
        }
        this.response = response;
    }

    /**
     * Applies the mapper of a server to a failure.
     *
     * @param mapper the mapper; null if the server has none
     * @return an {@link AnswerException} with the response of the mapper; else the failure itself
     */
    static Throwable of(Throwable failure, Request request, @Nullable HandlerExceptionMapper mapper) {
        if (mapper == null || failure instanceof ExpectedFailure || !(failure instanceof Exception exception)) {
            return failure;
        }
        try {
            Response answer = mapper.map(exception, request);
            return answer == null ? failure : new AnswerException(answer, failure);
        } catch (Throwable broken) { // a failure of the mapper must not reach the event loop
            broken.addSuppressed(failure);
            return broken;
        }
    }

    /** The response. */
    public Response response() {
        return response;
    }
}
