package org.kamaelia.http.http2;

import static org.kamaelia.http.http2.ErrorCode.COMPRESSION_ERROR;
import static org.kamaelia.http.http2.ErrorCode.ENHANCE_YOUR_CALM;
import static org.kamaelia.http.http2.ErrorCode.FLOW_CONTROL_ERROR;
import static org.kamaelia.http.http2.ErrorCode.FRAME_SIZE_ERROR;
import static org.kamaelia.http.http2.ErrorCode.INADEQUATE_SECURITY;
import static org.kamaelia.http.http2.ErrorCode.NO_ERROR;
import static org.kamaelia.http.http2.ErrorCode.PROTOCOL_ERROR;
import static org.kamaelia.http.http2.ErrorCode.SETTINGS_TIMEOUT;
import static org.kamaelia.http.http2.ErrorCode.STREAM_CLOSED;

import org.kamaelia.http.syntax.Refusal;

/**
 * Every fault of a client that the frames, the header compression and the request heads of HTTP/2 can have. A fault says
 * what ends: the connection, the stream, or only the request, which then gets a response with a status.
 */
public enum Http2Fault {
    TLS_SESSION(INADEQUATE_SECURITY, "HTTP/2 does not allow this version of TLS or this cipher suite (RFC 9113 9.2)."),
    PREFACE(PROTOCOL_ERROR, "The connection does not begin with the preface of a client (RFC 9113 3.4)."),
    FIRST_FRAME(PROTOCOL_ERROR, "The first frame of the connection is not SETTINGS (RFC 9113 3.4)."),
    FRAME_LENGTH(FRAME_SIZE_ERROR, "A frame is longer than SETTINGS_MAX_FRAME_SIZE (RFC 9113 4.2)."),
    FRAME_TOO_SHORT(FRAME_SIZE_ERROR, "A frame is too short for the fields that it must have (RFC 9113 4.2)."),
    PADDING(PROTOCOL_ERROR, "The padding is as long as the rest of the frame or longer (RFC 9113 6.1)."),
    DATA_STREAM(PROTOCOL_ERROR, "A DATA frame is on stream 0 (RFC 9113 6.1)."),
    HEADERS_STREAM(PROTOCOL_ERROR, "A HEADERS frame is on stream 0 (RFC 9113 6.2)."),
    STREAM_PARITY(PROTOCOL_ERROR, "A client opens a stream with an even number (RFC 9113 5.1.1)."),
    PRIORITY_STREAM(PROTOCOL_ERROR, "A PRIORITY frame is on stream 0 (RFC 9113 6.3)."),
    PRIORITY_LENGTH(FRAME_SIZE_ERROR, true, "A PRIORITY frame does not have 5 octets (RFC 9113 6.3)."),
    SELF_DEPENDENCY(PROTOCOL_ERROR, true, "A stream depends on itself (RFC 7540 5.3.1)."),
    RST_STREAM_STREAM(PROTOCOL_ERROR, "An RST_STREAM frame is on stream 0 (RFC 9113 6.4)."),
    RST_STREAM_LENGTH(FRAME_SIZE_ERROR, "An RST_STREAM frame does not have 4 octets (RFC 9113 6.4)."),
    SETTINGS_STREAM(PROTOCOL_ERROR, "A SETTINGS frame is not on stream 0 (RFC 9113 6.5)."),
    SETTINGS_LENGTH(FRAME_SIZE_ERROR, "The length of a SETTINGS frame is not a multiple of 6 (RFC 9113 6.5)."),
    SETTINGS_ACK_LENGTH(FRAME_SIZE_ERROR, "The acknowledgement of settings is not empty (RFC 9113 6.5)."),
    SETTINGS_COUNT(ENHANCE_YOUR_CALM, "A SETTINGS frame has more than 32 settings (RFC 9113 10.5)."),
    ENABLE_PUSH(PROTOCOL_ERROR, "SETTINGS_ENABLE_PUSH is neither 0 nor 1 (RFC 9113 6.5.2)."),
    INITIAL_WINDOW(FLOW_CONTROL_ERROR, "SETTINGS_INITIAL_WINDOW_SIZE is above 2,147,483,647 (RFC 9113 6.5.2)."),
    MAX_FRAME_SIZE(PROTOCOL_ERROR, "SETTINGS_MAX_FRAME_SIZE is not from 16,384 to 16,777,215 (RFC 9113 6.5.2)."),
    CONNECT_PROTOCOL(PROTOCOL_ERROR, "SETTINGS_ENABLE_CONNECT_PROTOCOL is neither 0 nor 1 (RFC 8441 3)."),
    NO_RFC7540_PRIORITIES(PROTOCOL_ERROR, "SETTINGS_NO_RFC7540_PRIORITIES is neither 0 nor 1 (RFC 9218 2.1)."),
    PUSH_PROMISE(PROTOCOL_ERROR, "A client sends PUSH_PROMISE (RFC 9113 8.4)."),
    PING_STREAM(PROTOCOL_ERROR, "A PING frame is not on stream 0 (RFC 9113 6.7)."),
    PING_LENGTH(FRAME_SIZE_ERROR, "A PING frame does not have 8 octets (RFC 9113 6.7)."),
    GOAWAY_STREAM(PROTOCOL_ERROR, "A GOAWAY frame is not on stream 0 (RFC 9113 6.8)."),
    WINDOW_UPDATE_LENGTH(FRAME_SIZE_ERROR, "A WINDOW_UPDATE frame does not have 4 octets (RFC 9113 6.9)."),
    CONNECTION_INCREMENT(PROTOCOL_ERROR, "WINDOW_UPDATE adds 0 to the window of the connection (RFC 9113 6.9)."),
    STREAM_INCREMENT(PROTOCOL_ERROR, true, "WINDOW_UPDATE adds 0 to the window of a stream (RFC 9113 6.9)."),
    CONTINUATION_EXPECTED(PROTOCOL_ERROR, "Another frame interrupts a field block (RFC 9113 4.3)."),
    CONTINUATION_ALONE(PROTOCOL_ERROR, "A CONTINUATION frame does not follow a field block (RFC 9113 6.10)."),
    PRIORITY_UPDATE_STREAM(PROTOCOL_ERROR, "A PRIORITY_UPDATE frame is not on stream 0 (RFC 9218 7.1)."),
    PRIORITY_UPDATE_TARGET(PROTOCOL_ERROR, "PRIORITY_UPDATE names stream 0 (RFC 9218 7.1)."),
    FIELD_BLOCK_SIZE(ENHANCE_YOUR_CALM, "A field block is larger than this server accepts (RFC 9113 10.5.1)."),
    FIELD_BLOCK_FRAMES(ENHANCE_YOUR_CALM, "A field block has more frames than this server accepts (RFC 9113 10.5.1)."),
    FIELD_LIST_SIZE(ENHANCE_YOUR_CALM, "A field block unpacks to eight times the largest list (RFC 9113 10.5.1)."),
    FIELD_LISTS(ENHANCE_YOUR_CALM, "More than 100 header sections in a row are too large (RFC 9113 10.5.1)."),

    INTEGER(COMPRESSION_ERROR, "An integer in a field block is larger than 268,435,582 (RFC 7541 5.1)."),
    INDEX(COMPRESSION_ERROR, "A field block has an index without an entry (RFC 7541 2.3.3)."),
    HUFFMAN_CODE(COMPRESSION_ERROR, "A Huffman-coded string has the code of EOS (RFC 7541 5.2)."),
    HUFFMAN_PADDING(COMPRESSION_ERROR, "A Huffman-coded string ends with incorrect padding (RFC 7541 5.2)."),
    TABLE_SIZE(COMPRESSION_ERROR, "The dynamic table becomes larger than the setting allows (RFC 7541 6.3)."),
    TABLE_SIZE_PLACE(COMPRESSION_ERROR, "A size update is not at the beginning of a field block (RFC 7541 4.2)."),
    TABLE_SIZE_MISSING(COMPRESSION_ERROR, "A smaller table was acknowledged and not announced (RFC 7541 4.2)."),
    FIELD_BLOCK_END(COMPRESSION_ERROR, "A field block ends within a field (RFC 9113 4.3)."),

    FIELD_NAME(PROTOCOL_ERROR, true, "A field name is empty or has a character that no name has (RFC 9113 8.2.1)."),
    FIELD_NAME_CASE(PROTOCOL_ERROR, true, "A field name has an uppercase letter (RFC 9113 8.2.1)."),
    FIELD_VALUE(PROTOCOL_ERROR, true, "A field value has a control character (RFC 9113 8.2.1)."),
    FIELD_VALUE_SPACE(PROTOCOL_ERROR, true, "A field value begins or ends with white space (RFC 9113 8.2.1)."),
    CONNECTION_FIELD(PROTOCOL_ERROR, true, "A field is about the connection (RFC 9113 8.2.2)."),
    TE(PROTOCOL_ERROR, true, "The TE field is not trailers (RFC 9113 8.2.2)."),
    PSEUDO_FIELD_PLACE(PROTOCOL_ERROR, true, "A pseudo-header field follows a field (RFC 9113 8.3)."),
    PSEUDO_FIELD_UNKNOWN(PROTOCOL_ERROR, true, "A pseudo-header field is none of a request (RFC 9113 8.3)."),
    PSEUDO_FIELD_REPEATED(PROTOCOL_ERROR, true, "A pseudo-header field is repeated (RFC 9113 8.3)."),
    PSEUDO_FIELD_IN_TRAILERS(PROTOCOL_ERROR, true, "A pseudo-header field is in the trailers (RFC 9113 8.1)."),
    METHOD_MISSING(PROTOCOL_ERROR, true, "The :method field is missing (RFC 9113 8.3.1)."),
    METHOD(PROTOCOL_ERROR, true, "The :method field is not a method (RFC 9113 8.3.1)."),
    SCHEME_MISSING(PROTOCOL_ERROR, true, "The :scheme field is missing (RFC 9113 8.3.1)."),
    SCHEME(PROTOCOL_ERROR, true, "The :scheme field is not a scheme (RFC 9113 8.3.1)."),
    PATH_MISSING(PROTOCOL_ERROR, true, "The :path field is missing or empty (RFC 9113 8.3.1)."),
    PATH_FORM(PROTOCOL_ERROR, true, "The :path field does not begin with a slash (RFC 9113 8.3.1)."),
    AUTHORITY_MISSING(PROTOCOL_ERROR, true, "The :authority field and the Host field are missing (RFC 9113 8.3.1)."),
    AUTHORITY(PROTOCOL_ERROR, true, "The :authority field is not a host with an optional port (RFC 9113 8.3.1)."),
    HOST(PROTOCOL_ERROR, true, "The Host field is repeated, malformed, or not :authority (RFC 9113 8.3.1)."),
    CONNECT_FIELDS(PROTOCOL_ERROR, true, "CONNECT has a :scheme or :path field (RFC 9113 8.5)."),
    CONNECT_AUTHORITY(PROTOCOL_ERROR, true, "The :authority field of CONNECT is not host and port (RFC 9113 8.5)."),
    PROTOCOL(PROTOCOL_ERROR, true, "The :protocol field is not a token of extended CONNECT (RFC 8441 4)."),
    CONTENT_LENGTH(PROTOCOL_ERROR, true, "The content-length field is repeated or not a length (RFC 9113 8.1.1)."),
    CONTENT_LENGTH_MISMATCH(
            PROTOCOL_ERROR, true, "The content is not as long as content-length says (RFC 9113 8.1.1)."),

    STREAM_IDLE(PROTOCOL_ERROR, "A frame is on a stream that the client has not opened (RFC 9113 5.1)."),
    STREAM_NUMBER(PROTOCOL_ERROR, "A new stream has a number that is used up (RFC 9113 5.1.1)."),
    CLOSED_STREAM(STREAM_CLOSED, "A frame is on a stream that has closed (RFC 9113 5.1)."),
    ENDED_STREAM(STREAM_CLOSED, true, "A frame is on a stream that the client has ended or reset (RFC 9113 5.1)."),
    TRAILERS_WITHOUT_END(PROTOCOL_ERROR, true, "A second HEADERS frame does not end the stream (RFC 9113 8.1)."),
    CONNECTION_WINDOW(FLOW_CONTROL_ERROR, "The client exceeds the window of the connection (RFC 9113 6.9.1)."),
    CONNECTION_WINDOW_OVERFLOW(
            FLOW_CONTROL_ERROR, "The window of the connection exceeds 2,147,483,647 (RFC 9113 6.9.1)."),
    SETTINGS_WINDOW_OVERFLOW(
            FLOW_CONTROL_ERROR, "A setting makes the window of a stream exceed 2,147,483,647 (RFC 9113 6.9.2)."),
    SETTINGS_LATE(SETTINGS_TIMEOUT, "The settings of the server were not acknowledged in time (RFC 9113 6.5.3)."),
    FRAME_LATE(ENHANCE_YOUR_CALM, "A frame did not arrive in time (RFC 9113 10.5)."),
    WINDOWS_CLOSED(ENHANCE_YOUR_CALM, "The client has not opened its windows for too long (RFC 9113 10.5)."),
    UNREAD(ENHANCE_YOUR_CALM, "The client sends, but has read nothing for 10 s (RFC 9113 10.5)."),
    FLOOD_OF_RESETS(ENHANCE_YOUR_CALM, "The client has caused too many streams to be reset (RFC 9113 10.5)."),
    FLOOD_OF_FRAMES(ENHANCE_YOUR_CALM, "The client has sent too many frames that serve no request (RFC 9113 10.5)."),

    PATH_CHARACTER(400, "The :path field has a character that must be percent-encoded (RFC 9113 8.3.1)."),
    PATH_PERCENT(400, "A percent sign in the :path field is not followed by two hex digits (RFC 3986 2.1)."),
    METHOD_LENGTH(400, "The method has more than 31 octets (RFC 9110 9.1)."),
    PATH_LENGTH(414, "The :path field is longer than this server accepts (RFC 9110 15.5.15)."),
    SECTION_SIZE(431, "The header section is larger than this server accepts (RFC 9113 10.5.1, RFC 6585 5)."),
    FIELD_COUNT(431, "The header section has more fields than this server accepts (RFC 9113 10.5.1, RFC 6585 5)."),
    CONTENT_TYPE_REPEATED(400, "The content-type field is repeated (RFC 9110 5.3)."),
    LOOKALIKE_NAME(400, "A field name is that of a framing field with underscores (RFC 9112 11.2)."),
    EXPECTATION(417, "This server knows no expectation but 100-continue (RFC 9110 10.1.1)."),
    TRAILER_SECTION_SIZE(
            ENHANCE_YOUR_CALM, true, "The trailers are larger than this server accepts (RFC 9113 10.5.1)."),
    TRAILER_FORBIDDEN(PROTOCOL_ERROR, true, "A field in the trailers is about the message before it (RFC 9110 6.5.1).");

    /** What ends because of a fault. */
    public enum Scope {
        /** The connection ends with GOAWAY (RFC 9113 section 5.4.1). */
        CONNECTION,
        /** The stream ends with RST_STREAM (RFC 9113 section 5.4.2). */
        STREAM,
        /** The request gets a response with {@link #refusal()}. */
        REQUEST
    }

    private final ErrorCode code;
    private final Scope scope;
    private final String reason;
    private final Refusal refusal;

    Http2Fault(ErrorCode code, String reason) {
        this(code, false, reason);
    }

    Http2Fault(ErrorCode code, boolean stream, String reason) {
        this.code = code;
        this.scope = stream ? Scope.STREAM : Scope.CONNECTION;
        this.reason = reason;
        this.refusal = new Refusal(400, reason);
    }

    Http2Fault(int status, String reason) {
        this.code = NO_ERROR;
        this.scope = Scope.REQUEST;
        this.reason = reason;
        this.refusal = new Refusal(status, reason);
    }

    /** The error code of the frame that tells the client; NO_ERROR if a response tells the client. */
    public ErrorCode code() {
        return code;
    }

    /** What ends. */
    public Scope scope() {
        return scope;
    }

    /** One sentence with the fault and the section of the RFC. It has no octets of the client. */
    public String reason() {
        return reason;
    }

    /** The status and the sentence of the response to a faulty request; 400 for a fault that gets no response. */
    public Refusal refusal() {
        return refusal;
    }
}
