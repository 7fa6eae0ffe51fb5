package org.kamaelia.http.websocket.frame;

/** The codes that tell why a WebSocket was closed (RFC 6455 section 7.4, and the registry of IANA). */
public final class CloseCode {
    /** The purpose of the connection has been fulfilled. */
    public static final int NORMAL = 1000;

    /** The endpoint goes away: the server stops, or the browser leaves the page. */
    public static final int GOING_AWAY = 1001;

    /** The peer broke the protocol. */
    public static final int PROTOCOL_ERROR = 1002;

    /** The endpoint does not take messages of this type. */
    public static final int UNSUPPORTED_DATA = 1003;

    /** Never sent: the Close frame had no code. */
    public static final int NO_CODE = 1005;

    /** Never sent: the connection ended without a Close frame. */
    public static final int ABNORMAL = 1006;

    /** The data of a message does not fit its type, such as text that is not UTF-8. */
    public static final int INVALID_DATA = 1007;

    /** The message broke a rule of the endpoint. */
    public static final int POLICY_VIOLATION = 1008;

    /** The message or the frame is too large. */
    public static final int TOO_BIG = 1009;

    /** The server failed. */
    public static final int SERVER_ERROR = 1011;

    /** The server is too busy, or the client is too slow; the client may come back later. */
    public static final int TRY_AGAIN_LATER = 1013;

    private static final int LAST_REGISTERED = 1014;
    private static final int FIRST_OF_LIBRARIES = 3000;
    private static final int LAST_PRIVATE = 4999;

    private CloseCode() {}

    /** Whether a Close frame may have this code: a registered code of the protocol, or a code from 3000 to 4999. */
    public static boolean mayBeSent(int code) {
        boolean ofProtocol = code >= NORMAL && code <= LAST_REGISTERED && code != 1004;
        return ofProtocol && code != NO_CODE && code != ABNORMAL || code >= FIRST_OF_LIBRARIES && code <= LAST_PRIVATE;
    }
}
