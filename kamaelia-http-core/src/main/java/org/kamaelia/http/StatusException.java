package org.kamaelia.http;

import org.kamaelia.axon.ExpectedFailure;
import org.kamaelia.http.syntax.Fields;

/**
 * Thrown by a {@link HandlerFactory} or a handler, before its first part, to answer with an error page of this status.
 * It is an answer and not a fault, so it is not logged and has no stack trace.
 */
public final class StatusException extends RuntimeException implements ExpectedFailure {
    private static final long serialVersionUID = 1L;

    private final int status;
    private boolean overload;
    private transient Fields fields = Fields.empty();

    /**
     * An answer.
     *
     * @param status 400 to 599
     * @param detail a sentence for the client; it is escaped
     */
    public StatusException(int status, String detail) {
        super(detail, null, false, false);
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("An error has a status from 400 to 599, not " + status);
        }
        this.status = status;
    }

    /** Adds a field line to the answer; returns this exception. */
    public StatusException header(String name, String value) {
        fields = fields.toBuilder().add(name, value).build();
        return this;
    }

    /** Says that the server refused because it is too busy, which is counted as a rejected request; returns this. */
    public StatusException overload() {
        overload = true;
        return this;
    }

    /** Whether the server refused because it is too busy. */
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

    /** Puts the fields of this exception on a response. */
    public Response on(Response page) {
        Response complete = page;
        for (int i = 0; i < fields.size(); i++) {
            complete = complete.header(fields.name(i), fields.value(i));
        }
        return complete;
    }
}
