package org.kamaelia.http;

import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ExpectedFailure;

/**
 * Thrown by a {@link HandlerFactory}, or by a handler before its first part, to send a given response or a problem.
 * {@link StatusException} sends an error page instead. This exception is a response and not a fault, so it is not
 * logged and has no stack trace.
 *
 * <pre>{@code
 * throw new AnswerException(Problem.of(409).title("Sold out"));
 * }</pre>
 */
public final class AnswerException extends RuntimeException implements ExpectedFailure {
    private static final long serialVersionUID = 1L;

    private final transient Response response;
    private final transient @Nullable Problem problem;

    /**
     * Makes an exception that sends a response.
     *
     * @param response a complete response
     * @throws IllegalArgumentException if the response is not complete
     */
    public AnswerException(Response response) {
        this(response, null, null);
    }

    /**
     * Makes an exception that sends a problem in the form that the client prefers: a page for clients that prefer HTML,
     * plain text for clients that prefer plain text, and problem details in JSON for all others.
     */
    public AnswerException(Problem problem) {
        this(problem.response(), problem, null);
    }

    private AnswerException(Response response, @Nullable Problem problem, @Nullable Throwable mapped) {
        super("Answered with " + response.status(), mapped, false, false);
        if (!response.isComplete()) {
            throw new IllegalArgumentException(
                    "An AnswerException needs a complete response, not one with parts to follow");
        }
        this.response = response;
        this.problem = problem;
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
            return answer == null ? failure : new AnswerException(answer, null, failure);
        } catch (Throwable broken) { // a failure of the mapper must not reach the event loop
            broken.addSuppressed(failure);
            return broken;
        }
    }

    /** The response; for a problem, the response with problem details in JSON. */
    public Response response() {
        return response;
    }

    /** The problem, of which {@link ErrorPages#problem} makes the response; null if this is a given response. */
    public @Nullable Problem problem() {
        return problem;
    }

    /** The response to a request with the standard pages. A problem has the form that the client prefers. */
    public Response responseTo(@Nullable Request request) {
        return problem == null ? response : StandardPages.ALL.problem(problem, request);
    }
}
