package org.kamaelia.http;

import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ExpectedFailure;
import org.kamaelia.http.syntax.Fields;

/**
 * Thrown by a {@link HandlerFactory}, or by a handler before its first part, to send an error page with a status. This
 * exception is a response and not a fault, so it is not logged and has no stack trace. Immutable: one object may be
 * thrown for many requests.
 */
public final class StatusException extends RuntimeException implements ExpectedFailure {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final boolean overload;
    private final transient Fields fields;

    /**
     * Makes an exception that sends an error page.
     *
     * @param status 400 to 599
     * @param detail a sentence for the client; the standard error pages escape it
     * @throws IllegalArgumentException if the status is not in that range
     */
    public StatusException(int status, String detail) {
        this(status, detail, Fields.empty(), false);
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("An error has a status from 400 to 599, not " + status);
        }
    }

    private StatusException(int status, @Nullable String detail, Fields fields, boolean overload) {
        super(detail, null, false, false);
        this.status = status;
        this.fields = fields;
        this.overload = overload;
    }

    /** Returns a copy that adds one more field line to the response. */
    public StatusException header(String name, String value) {
        return new StatusException(
                status, getMessage(), fields.toBuilder().add(name, value).build(), overload);
    }

    /** Returns a copy that counts as a rejected request, because the server is too busy. */
    public StatusException overload() {
        return new StatusException(status, getMessage(), fields, true);
    }

    /** Whether the server rejected the request because it is too busy. */
    public boolean isOverload() {
        return overload;
    }

    /** The status code. */
    public int status() {
        return status;
    }

    /** The sentence for the client. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** Returns a copy of an error page with the fields of this exception added. */
    public Response on(Response page) {
        Response complete = page;
        for (int i = 0; i < fields.size(); i++) {
            complete = complete.header(fields.name(i), fields.value(i));
        }
        return complete;
    }
}
