package org.kamaelia.http.syntax;

/** Status codes and their reason phrases (RFC 9110 section 15 and the IANA registry). */
public final class StatusCodes {
    private static final String[] REASONS = new String[600];

    static {
        name(100, "Continue", "Switching Protocols", "Processing", "Early Hints");
        name(200, "OK", "Created", "Accepted", "Non-Authoritative Information", "No Content", "Reset Content");
        name(206, "Partial Content", "Multi-Status", "Already Reported");
        name(226, "IM Used");
        name(300, "Multiple Choices", "Moved Permanently", "Found", "See Other", "Not Modified", "Use Proxy");
        name(307, "Temporary Redirect", "Permanent Redirect");
        name(400, "Bad Request", "Unauthorized", "Payment Required", "Forbidden", "Not Found", "Method Not Allowed");
        name(406, "Not Acceptable", "Proxy Authentication Required", "Request Timeout", "Conflict", "Gone");
        name(411, "Length Required", "Precondition Failed", "Content Too Large", "URI Too Long");
        name(415, "Unsupported Media Type", "Range Not Satisfiable", "Expectation Failed");
        name(421, "Misdirected Request", "Unprocessable Content", "Locked", "Failed Dependency", "Too Early");
        name(426, "Upgrade Required");
        name(428, "Precondition Required", "Too Many Requests");
        name(431, "Request Header Fields Too Large");
        name(451, "Unavailable For Legal Reasons");
        name(500, "Internal Server Error", "Not Implemented", "Bad Gateway", "Service Unavailable", "Gateway Timeout");
        name(505, "HTTP Version Not Supported", "Variant Also Negotiates", "Insufficient Storage", "Loop Detected");
        name(511, "Network Authentication Required");
    }

    private StatusCodes() {}

    private static void name(int first, String... reasons) {
        System.arraycopy(reasons, 0, REASONS, first, reasons.length);
    }

    /** The reason phrase of a status code; empty for one that is not registered. */
    public static String reason(int status) {
        String reason = status >= 0 && status < REASONS.length ? REASONS[status] : null;
        return reason == null ? "" : reason;
    }
}
