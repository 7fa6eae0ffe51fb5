package org.kamaelia.http.spring;

import org.jspecify.annotations.Nullable;

/**
 * The servers cannot start with this configuration. Spring Boot prints the description and the action instead of a
 * stack trace.
 */
public class HttpStartupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String description;
    private final String action;

    /**
     * An exception with a cause.
     *
     * @param description a sentence that names the wrong bean or property
     * @param action a sentence that says what to write instead
     * @param cause the failure behind it; null if there is none
     */
    public HttpStartupException(String description, String action, @Nullable Throwable cause) {
        super(description + " " + action, cause);
        this.description = description;
        this.action = action;
    }

    /** An exception without a cause. */
    public HttpStartupException(String description, String action) {
        this(description, action, null);
    }

    /** A sentence that names the wrong bean or property. */
    public String description() {
        return description;
    }

    /** A sentence that says what to write instead. */
    public String action() {
        return action;
    }
}
