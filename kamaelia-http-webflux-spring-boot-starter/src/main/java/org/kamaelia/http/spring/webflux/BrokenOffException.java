package org.kamaelia.http.spring.webflux;

import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ExpectedFailure;

/**
 * Ends the handler of a response that cannot be completed, so that the connection breaks. Nothing is logged for it: the
 * failure of an application is logged where it is noticed.
 */
final class BrokenOffException extends RuntimeException implements ExpectedFailure {
    private static final long serialVersionUID = 1L;

    BrokenOffException(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }
}
