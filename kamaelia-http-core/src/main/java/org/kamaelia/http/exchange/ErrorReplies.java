package org.kamaelia.http.exchange;

import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BackgroundLog;
import org.kamaelia.axon.ExpectedFailure;
import org.kamaelia.http.AnswerException;
import org.kamaelia.http.Request;
import org.kamaelia.http.RequestScope;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.spi.ServerAccess;

/** Which response stands for a failure, and what the log says of it. */
final class ErrorReplies {
    private static final System.Logger LOG = BackgroundLog.of(ErrorReplies.class);
    private static final ServerAccess ACCESS = ServerAccess.get();

    private final HttpSetup setup;

    ErrorReplies(HttpSetup setup) {
        this.setup = setup;
    }

    /** The page of this server for a status; without content where the pages of the application fail. */
    Response page(int status, String detail, @Nullable Request request) {
        try {
            return setup.errorPages().page(status, detail, request);
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.ERROR, "The error page for " + status + " failed", failure);
            return Response.of(status);
        }
    }

    /**
     * What a failure of a factory stands for: the answer of the mapper of this server, if it has one, else the failure
     * itself. The scope of the request surrounds the mapper, as it surrounds the mapper of a handler that is a component.
     */
    Throwable answerTo(Throwable thrown, Request request) {
        RequestScope.Open open = RequestScope.open(ACCESS.scope(request));
        try {
            return AnswerException.of(thrown, request, setup.exceptions());
        } finally {
            open.close();
        }
    }

    /** The response to a failure before the first part. */
    Response responseTo(@Nullable Throwable cause, @Nullable Request request) {
        if (cause instanceof StatusException status) {
            return status.on(page(status.status(), status.detail(), request));
        }
        return cause instanceof AnswerException answer
                ? answer.response()
                : page(500, "The server failed to handle this request", request);
    }

    /** The status of a failure that says that the server is too busy; 0 for any other. */
    int overloadStatus(@Nullable Throwable cause) {
        return cause instanceof StatusException status && status.isOverload() ? status.status() : 0;
    }

    /** What was thrown, unless it is an answer and stands for nothing else. */
    @Nullable
    Throwable faultOf(@Nullable Throwable cause) {
        Throwable fault = cause instanceof AnswerException answer ? answer.getCause() : cause;
        return fault instanceof StatusException ? null : fault;
    }

    /** Logs what a factory threw, or a one-shot function; a handler that is a component logs by itself. */
    void log(Throwable failure, Request request) {
        if (!(failure instanceof ExpectedFailure)) {
            LOG.log(System.Logger.Level.ERROR, "The handler of " + request + " failed, or its factory did", failure);
        }
    }

    /** Logs a failure that had an answer, which came too late. */
    void logBroken(@Nullable Throwable cause, @Nullable Request request) {
        if (cause instanceof AnswerException answer && answer.getCause() != null) {
            LOG.log(System.Logger.Level.ERROR, "The response to " + request + " broke off", answer.getCause());
        }
    }

    /**
     * A complete response.
     *
     * @throws IllegalArgumentException if parts would have to follow
     */
    static Response complete(Response response) {
        if (!response.isComplete()) {
            throw new IllegalArgumentException(
                    "A factory replies with a complete response, or with a handler that begins one");
        }
        return response;
    }
}
