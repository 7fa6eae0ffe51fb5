package org.kamaelia.http.websocket.frame;

/** The peer has sent what it must not send: the connection ends with the code of this fault. Has no stack trace. */
public final class ProtocolFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;

    /**
     * Makes a fault.
     *
     * @param code the code of the Close frame, see {@link CloseCode}
     * @param reason the reason in the Close frame: ASCII, at most 123 characters
     */
    public ProtocolFault(int code, String reason) {
        super(reason, null, false, false);
        this.code = code;
    }

    /** The code of the Close frame. */
    public int code() {
        return code;
    }

    /** The reason in the Close frame. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
