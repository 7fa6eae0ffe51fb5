package org.kamaelia.net.tls;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.Inbox;
import org.kamaelia.net.loop.IoBuffer;

/**
 * Finds whole TLS records (RFC 8446 section 5.1) in what was read. A record that lies whole in a read buffer is used in
 * place; one that was cut apart is collected in memory of exactly its size, so that a connection that waits for the rest
 * of a record holds no read buffer.
 */
final class TlsRecords {
    static final int HEADER = 5;
    private static final int FIRST_TYPE = 20;
    private static final int LAST_TYPE = 23;
    private static final int MOST_EXPANSION = 2048; // RFC 5246 section 6.2.3; TLS 1.3 has 256
    private static final int LARGEST = HEADER + 16 * 1024 + MOST_EXPANSION;

    private final Inbox<IoBuffer> box;
    private final ByteAccount account;
    private @Nullable ByteBuffer cut;
    private int kept;

    /**
     * Records.
     *
     * @param account counts the memory in which one that was cut apart is collected
     */
    TlsRecords(Inbox<IoBuffer> box, ByteAccount account) {
        this.box = box;
        this.account = account;
    }

    /**
     * The bytes at which the next whole record begins; what the engine takes of them it has to take before the next
     * call, followed by {@link #taken}. What is no record is handed out as it is: the engine knows how to refuse it.
     */
    @Nullable
    ByteBuffer next() {
        IoBuffer buffer = box.peek();
        if (cut == null) {
            if (buffer == null) {
                return null;
            }
            if (isWhole(buffer.bytes())) {
                return buffer.bytes();
            }
        }
        while (buffer != null) {
            ByteBuffer whole = collect(buffer.bytes());
            if (!buffer.bytes().hasRemaining()) {
                box.poll();
                buffer.release();
                buffer = box.peek();
            }
            if (whole != null) {
                return whole;
            }
        }
        return null;
    }

    /** Moves bytes to the record that was cut apart; answers it once it is whole. */
    private @Nullable ByteBuffer collect(ByteBuffer bytes) {
        ByteBuffer into = cut == null ? ByteBuffer.allocate(HEADER) : cut;
        int before = bytes.position();
        fill(into, bytes);
        if (into.position() == HEADER && into.capacity() == HEADER) {
            into.flip();
            into = ByteBuffer.allocate(Math.max(HEADER, length(into))).put(into);
            fill(into, bytes);
        }
        box.consumed(bytes.position() - before);
        keep(into);
        if (into.hasRemaining()) {
            return null;
        }
        return into.flip();
    }

    private void keep(@Nullable ByteBuffer record) {
        int size = record == null ? 0 : record.capacity();
        account.add(size - kept);
        kept = size;
        cut = record;
    }

    /** Forgets a record that is not complete, and never will be. */
    void release() {
        keep(null);
    }

    private static void fill(ByteBuffer into, ByteBuffer bytes) {
        int some = Math.min(into.remaining(), bytes.remaining());
        into.put(into.position(), bytes, bytes.position(), some);
        into.position(into.position() + some);
        bytes.position(bytes.position() + some);
    }

    /** The engine has taken bytes of what {@link #next} answered. */
    void taken(ByteBuffer record, int bytes) {
        if (record == cut) {
            if (!record.hasRemaining()) {
                keep(null);
            }
            return;
        }
        box.consumed(bytes);
        if (!record.hasRemaining()) {
            IoBuffer buffer = box.poll();
            if (buffer != null) {
                buffer.release();
            }
        }
    }

    /** Whether a record has begun and is not complete. */
    boolean isMidRecord() {
        return cut != null;
    }

    /** The type of a record (RFC 8446 section 5.1), such as 22 for handshake. */
    static int type(ByteBuffer record) {
        return record.get(record.position());
    }

    private static boolean isWhole(ByteBuffer bytes) {
        return bytes.remaining() >= HEADER && bytes.remaining() >= length(bytes);
    }

    /** The length of the record that begins here with its header; just the header if it can be none. */
    private static int length(ByteBuffer bytes) {
        int at = bytes.position();
        int type = bytes.get(at);
        int length = HEADER + (bytes.getShort(at + 3) & 0xFFFF);
        return type < FIRST_TYPE || type > LAST_TYPE || length > LARGEST ? HEADER : length;
    }
}
