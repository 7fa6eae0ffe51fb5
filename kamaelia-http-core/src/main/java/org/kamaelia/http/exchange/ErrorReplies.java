package org.kamaelia.http.exchange;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.axon.ExpectedFailure;
import org.kamaelia.http.AnswerException;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Problem;
import org.kamaelia.http.Request;
import org.kamaelia.http.RequestScope;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.spi.ServerAccess;

/** Chooses the response to a failure, and writes the failure to the log. */
final class ErrorReplies {
    private static final BackgroundLog LOG = BackgroundLog.of(ErrorReplies.class);
    private static final ServerAccess ACCESS = ServerAccess.get();

    private final HttpSetup setup;

    ErrorReplies(HttpSetup setup) {
        this.setup = setup;
    }

    /**
     * Returns the error page of the server for a status. If the error pages of the application fail, it has no content.
     */
    Response page(int status, String detail, @Nullable Request request) {
        return checked(status, () -> setup.errorPages().page(status, detail, request), request);
    }

    private Response checked(int status, Supplier<Response> pages, @Nullable Request request) {
        try {
            Response page = pages.get();
            if (page.isComplete() && page.status() >= 200) {
                return page;
            }
            log("The error page for " + status + " is not a complete response", null, request);
        } catch (RuntimeException failure) {
            log("The error page for " + status + " failed", failure, request);
        }
        return Response.of(status);
    }

    /** Logs within the scope of the request. */
    private static void log(String message, @Nullable Throwable failure, @Nullable Request request) {
        LOG.log(System.Logger.Level.ERROR, message, failure, request == null ? null : ACCESS.scope(request));
    }

    /**
     * Applies the exception mapper of the server to a failure of a factory: returns an {@link AnswerException}, or the
     * failure itself. The scope of the request is open around the mapper, as for a failure of a handler component.
     */
    Throwable answerTo(Throwable thrown, Request request) {
        RequestScope.Open open = RequestScope.open(ACCESS.scope(request));
        try {
            return ACCESS.mapped(thrown, request);
        } finally {
            open.close();
        }
    }

    /** Returns the response to a failure before the first part. */
    Response responseTo(@Nullable Throwable cause, @Nullable Request request) {
        if (cause instanceof StatusException status) {
            return status.on(page(status.status(), status.detail(), request));
        }
        return cause instanceof AnswerException answer
                ? answer(answer, request)
                : page(500, "The server failed to handle this request", request);
    }

    private Response answer(AnswerException answer, @Nullable Request request) {
        Problem problem = answer.problem();
        return problem == null
                ? answer.response()
                : checked(answer.response().status(), () -> setup.errorPages().problem(problem, request), request);
    }

    /**
     * Maps a response with the functions of the request. If a function fails, the client gets 500, which the remaining
     * functions map.
     */
    Response mapped(Response response, Request request) {
        return ACCESS.mapResponse(request, response, failure -> {
            log("A filter could not map the response to " + request, failure, request);
            return page(500, "The server failed to handle this request", request);
        });
    }

    /** Lets the filter of the server change the response to a request whose head could not be read. */
    Response unreadable(Response page) {
        HttpFilter filter = setup.filter();
        if (filter == null) {
            return page;
        }
        try {
            return complete(filter.unreadable(page));
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.ERROR, "A filter could not change " + page, failure);
            return page;
        }
    }

    /** Returns the status of a failure that means that the server is too busy; 0 for any other failure. */
    int overloadStatus(@Nullable Throwable cause) {
        return cause instanceof StatusException status && status.isOverload() ? status.status() : 0;
    }

    /** Returns the exception behind a failure; null if the failure is only a response. */
    @Nullable
    Throwable faultOf(@Nullable Throwable cause) {
        Throwable fault = cause instanceof AnswerException answer ? answer.getCause() : cause;
        return fault instanceof StatusException ? null : fault;
    }

    /** Logs the exception of a factory or a one-shot function. The scheduler logs exceptions of handler components. */
    void log(Throwable failure, Request request) {
        if (!(failure instanceof ExpectedFailure)) {
            log("The handler of " + request + " or its factory failed", failure, request);
        }
    }

    /**
     * Logs a failure that was mapped to a response, if the response is not sent because the first part has been sent.
     */
    void logBroken(@Nullable Throwable cause, @Nullable Request request) {
        if (cause instanceof AnswerException answer && answer.getCause() != null) {
            log("The response to " + request + " broke off", answer.getCause(), request);
        }
    }

    /**
     * Checks that a response is complete, and returns it.
     *
     * @throws IllegalArgumentException if the response is not complete
     */
    static Response complete(Response response) {
        if (!response.isComplete() || response.isInterim()) {
            throw new IllegalArgumentException(
                    "A factory replies with a complete response or with a handler; this response is not complete");
        }
        return response;
    }
}
