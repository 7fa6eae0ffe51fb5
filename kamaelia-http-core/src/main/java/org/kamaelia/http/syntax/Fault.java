package org.kamaelia.http.syntax;

/**
 * Everything a request can be refused for: one constant per fault, with the status to answer and the clause.
 *
 * <p>Methods that walk over bytes answer with an index, or with the {@linkplain #code() code} of a fault, which is
 * negative. So a fault needs no exception and no object.
 */
public enum Fault {
    EMPTY_LINES(400, "More than 8 empty lines precede the request line (RFC 9112 2.2)."),
    BARE_LF(400, "A line ends with LF alone instead of CR LF (RFC 9112 2.2)."),
    BARE_CR(400, "A CR is not followed by LF (RFC 9112 2.2)."),

    METHOD(400, "The request line does not begin with a method and one space (RFC 9112 3.1)."),
    METHOD_LENGTH(400, "There is no space within the first 32 octets of the request line (RFC 9112 3)."),
    REQUEST_LINE_LENGTH(414, "The request line is longer than this server accepts (RFC 9112 3)."),
    REQUEST_LINE_SPACES(400, "The request line is not method, target and version with one space between (RFC 9112 3)."),
    VERSION(400, "The HTTP version is missing or malformed (RFC 9112 2.3)."),
    MAJOR_VERSION(505, "This server speaks HTTP/1.1 and HTTP/1.0 only (RFC 9110 15.6.6)."),

    TARGET(400, "The request target is in none of the four forms (RFC 9112 3.2)."),
    TARGET_FRAGMENT(400, "The request target has a fragment (RFC 9112 3.2)."),
    TARGET_CHARACTER(400, "The request target has a character that must be percent-encoded (RFC 9112 3.2)."),
    TARGET_PERCENT(400, "A percent sign in the request target is not followed by two hex digits (RFC 3986 2.1)."),
    TARGET_SCHEME(400, "The absolute request target does not begin with http:// or https:// (RFC 9112 3.2.2)."),
    TARGET_AUTHORITY(400, "The authority in the request target is not a host with an optional port (RFC 9110 4.2.1)."),
    TARGET_CONNECT(400, "The target of CONNECT is not a host, a colon and a port (RFC 9112 3.2.3)."),
    TARGET_ASTERISK(400, "The target * is used with another method than OPTIONS (RFC 9112 3.2.4)."),

    HEADER_SECTION_SIZE(431, "The header section is larger than this server accepts (RFC 9110 5.4, RFC 6585 5)."),
    HEADER_FIELD_COUNT(431, "The header section has more fields than this server accepts (RFC 9110 5.4, RFC 6585 5)."),
    FOLDED_LINE(400, "A field line begins with white space (RFC 9112 5.2)."),
    FIELD_NAME(400, "A field line does not begin with a name and a colon (RFC 9112 5)."),
    FIELD_NAME_SPACE(400, "There is white space between a field name and its colon (RFC 9112 5.1)."),
    FIELD_VALUE(400, "A field value has a control character (RFC 9110 5.5)."),

    HOST_MISSING(400, "The Host field is missing (RFC 9112 3.2)."),
    HOST_REPEATED(400, "The Host field is repeated (RFC 9112 3.2)."),
    HOST_MALFORMED(400, "The Host field is not a host with an optional port (RFC 9110 7.2)."),
    CONTENT_LENGTH_REPEATED(400, "The Content-Length field is repeated (RFC 9112 6.3)."),
    CONTENT_LENGTH_MALFORMED(400, "The Content-Length field is not 1 to 18 digits (RFC 9110 8.6)."),
    CONTENT_TYPE_REPEATED(400, "The Content-Type field is repeated (RFC 9110 5.3)."),
    LOOKALIKE_NAME(400, "A field name is that of a framing field with underscores (RFC 9112 11.2)."),
    LENGTH_AND_CODING(400, "Both Content-Length and Transfer-Encoding are given (RFC 9112 6.3)."),
    CODING_IN_HTTP_1_0(400, "Transfer-Encoding is used in HTTP/1.0 (RFC 9112 6.1)."),
    CODING_NOT_CHUNKED(400, "Transfer-Encoding is not chunked, applied once and last (RFC 9112 6.3)."),
    CODING_UNKNOWN(501, "This server knows no transfer coding but chunked (RFC 9112 6.1)."),
    EXPECTATION(417, "This server knows no expectation but 100-continue (RFC 9110 10.1.1)."),

    CHUNK_SIZE(400, "A chunk does not begin with 1 to 8 hex digits (RFC 9112 7.1)."),
    CHUNK_LINE(400, "A chunk-size line or its extensions are malformed (RFC 9112 7.1.1)."),
    CHUNK_LINE_LENGTH(400, "A chunk-size line is longer than this server accepts (RFC 9112 7.1.1)."),
    CHUNK_END(400, "The data of a chunk is not followed by CR LF (RFC 9112 7.1)."),
    TRAILER_SECTION_SIZE(400, "The trailer section is larger than this server accepts (RFC 9112 7.1.2)."),
    TRAILER_FIELD_COUNT(400, "The trailer section has more fields than this server accepts (RFC 9112 7.1.2)."),
    TRAILER_FORBIDDEN(400, "A field of framing, routing, credentials or format is in the trailers (RFC 9110 6.5.1).");

    private static final Fault[] ALL = values();

    private final Refusal refusal;

    Fault(int status, String reason) {
        this.refusal = new Refusal(status, reason);
    }

    /** The fault as a negative number, for methods that otherwise answer with an index. */
    public int code() {
        return ~ordinal();
    }

    public static Refusal refusal(int code) {
        return ALL[~code].refusal;
    }

    /** The refusal of a request that may be HEAD. */
    public static Refusal refusal(int code, boolean toHead) {
        Refusal known = refusal(code);
        return toHead ? new Refusal(known.status(), known.reason(), true) : known;
    }
}
