package org.kamaelia.http;

/** The response of a handler that is too busy: 503 with Retry-After (RFC 9110 sections 15.6.4 and 10.2.3). */
final class Unavailable {
    private Unavailable() {}

    static StatusException tooManyWaiting() {
        return new StatusException(503, "Too many requests are waiting for this resource")
                .header("Retry-After", "1")
                .overload();
    }
}
