package org.kamaelia.http.syntax;

/**
 * Why a request is refused. The connection cannot be used for another request afterwards, because it is not
 * known where that request would begin (RFC 9112 2.2, 6.3).
 *
 * @param status the status to answer: 400, 414, 417, 431, 501 or 505
 * @param reason one plain sentence that names the fault and the section of the RFC; it never repeats bytes of the
 *               request, so it may be shown and logged as it is
 * @param toHead whether the request is HEAD, so that the answer has no content (RFC 9110 9.3.2)
 */
public record Refusal(int status, String reason, boolean toHead) {

    /** A refusal of a request that is not HEAD, or of which not even that is known. */
    public Refusal(int status, String reason) {
        this(status, reason, false);
    }
}
