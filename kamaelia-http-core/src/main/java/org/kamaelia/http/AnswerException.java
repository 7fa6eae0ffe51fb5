package org.kamaelia.http;

import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ExpectedFailure;

/**
 * Thrown by a {@link HandlerFactory} or a handler, before its first part, to answer with this response as it is, where
 * {@link StatusException} answers with an error page. It is an answer and not a fault, so it is not logged and has no
 * stack trace.
 *
 * <pre>{@code
 * throw new AnswerException(Problem.of(409).title("Sold out").response());
 * }</pre>
 */
public final class AnswerException extends RuntimeException implements ExpectedFailure {
    private static final long serialVersionUID = 1L;

    private final transient Response response;

    /**
     * An answer.
     *
     * @param response a complete one
     */
    public AnswerException(Response response) {
        this(response, null);
    }

    /** The same for what a {@link HandlerExceptionMapper} has mapped. */
    AnswerException(Response response, @Nullable Throwable mapped) {
        super("Answered with " + response.status(), mapped, false, false);
        if (!response.isComplete()) {
            throw new IllegalArgumentException("Only a complete response can be thrown");
        }
        this.response = response;
    }

    /**
     * What a failure is answered with.
     *
     * @param mapper may be null
     * @return an answer of the mapper, else the failure itself
     */
    public static Throwable of(Throwable failure, Request request, @Nullable HandlerExceptionMapper mapper) {
        if (mapper == null || failure instanceof ExpectedFailure || !(failure instanceof Exception exception)) {
            return failure;
        }
        try {
            Response answer = mapper.map(exception, request);
            return answer == null ? failure : new AnswerException(answer, failure);
        } catch (Throwable broken) { // it must not reach the event loop
            broken.addSuppressed(failure);
            return broken;
        }
    }

    /** The response. */
    public Response response() {
        return response;
    }
}
