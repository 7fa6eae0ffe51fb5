package org.kamaelia.http.spring;

import org.jspecify.annotations.Nullable;

/**
 * The servers cannot be started as they are configured. Spring Boot prints what is wrong and what to do about it
 * instead of a stack trace.
 */
public class HttpStartupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String description;
    private final String action;

    /**
     * An exception.
     *
     * @param description a sentence that names the bean or property that is wrong
     * @param action a sentence that says what to write instead
     */
    public HttpStartupException(String description, String action, @Nullable Throwable cause) {
        super(description + " " + action, cause);
        this.description = description;
        this.action = action;
    }

    /** The same without a cause. */
    public HttpStartupException(String description, String action) {
        this(description, action, null);
    }

    /** What is wrong. */
    public String description() {
        return description;
    }

    /** What to do about it. */
    public String action() {
        return action;
    }
}
