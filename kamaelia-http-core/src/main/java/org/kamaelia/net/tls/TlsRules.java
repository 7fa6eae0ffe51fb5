package org.kamaelia.net.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.transport.CloseCause;

/** What a client may send besides data, where the engine itself sets no bounds. */
final class TlsRules {
    /** Before we have answered its hello: more than any real client sends. */
    private static final int LARGEST_HELLO = 32 * 1024;

    /** Until the handshake is complete, certificates of the client included. */
    private static final int LARGEST_HANDSHAKE = 128 * 1024;

    /**
     * Records without data, in bytes, that a client may be ahead of the data that pays for them: some 50 to 70 key
     * updates, each of which makes us derive keys and answer. Bytes count, since one record can hold thousands.
     */
    private static final int MOST_OVERHEAD = 2048;

    /** So many bytes of data pay for one byte without. */
    private static final int PRICE = 64;

    private static final int HANDSHAKE_RECORD = 22;

    /** With these words the engine refuses a server name with other characters than letters, digits and hyphens. */
    private static final String ILLEGAL_NAME = "Illegal server name";

    private static final String ADVICE =
            ". The JDK refuses such names, for instance those with an underscore, before any"
                    + " setting of a server counts; -Djdk.tls.server.disableExtensions=server_name has the JVM ignore the names"
                    + " that clients send";

    /** A client has broken a rule of ours, of which the engine knows nothing. */
    static final class Violation extends SSLException {
        private static final long serialVersionUID = 1L;

        Violation(String message) {
            super(message);
        }
    }

    private boolean answered;
    private boolean established;
    private boolean is13;
    private long received;
    private int overhead;

    /** The bytes of records taken so far. */
    long received() {
        return received;
    }

    /** We have sent something. */
    void answered() {
        answered = true;
    }

    /** The handshake is complete. Key updates are handshake records inside of TLS 1.3, which has no second handshake. */
    void established(SSLSession session) {
        established = true;
        is13 = session.getProtocol().equals("TLSv1.3");
    }

    /**
     * Unwraps one record within these rules.
     *
     * @param record the next one of these records
     * @throws SSLException if the client breaks a rule, of ours or of TLS
     */
    SSLEngineResult unwrap(SSLEngine engine, TlsRecords records, ByteBuffer record, ByteBuffer into)
            throws SSLException {
        check(record);
        SSLEngineResult result = engine.unwrap(record, into);
        records.taken(record, result.bytesConsumed());
        taken(result.bytesConsumed(), result.bytesProduced());
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
            throw new SSLException("A record is not what its header says");
        }
        return result;
    }

    /** Called before a record is unwrapped. */
    void check(ByteBuffer record) throws Violation {
        if (established && !is13 && TlsRecords.type(record) == HANDSHAKE_RECORD) {
            throw new Violation("A second handshake on a connection is refused");
        }
        int most = answered ? LARGEST_HANDSHAKE : LARGEST_HELLO;
        if (!established && received > most) {
            throw new Violation("The handshake has more than " + most + " bytes so far");
        }
    }

    /** Called after a record was unwrapped. */
    void taken(int bytes, int data) throws Violation {
        received += bytes;
        if (!established) {
            return;
        }
        overhead = data == 0 ? overhead + bytes : Math.max(0, overhead - data / PRICE);
        if (overhead > MOST_OVERHEAD) {
            throw new Violation("Too many records, or too long ones, came without data");
        }
    }

    /** What is said in the log of a fault; where a setting helps, it is named. */
    static @Nullable String explain(SSLException fault) {
        String message = fault.getMessage();
        return message != null && message.startsWith(ILLEGAL_NAME) ? message + ADVICE : message;
    }

    /** Why the connection is closed when the client breaks a rule. */
    CloseCause fault() {
        return established ? CloseCause.REFUSED : CloseCause.HANDSHAKE;
    }

    /** Why it is closed when the client goes without {@code close_notify}: one that never spoke has just gone. */
    CloseCause gone(boolean midRecord) {
        return !established && (received > 0 || midRecord) ? CloseCause.HANDSHAKE : CloseCause.CLIENT;
    }
}
