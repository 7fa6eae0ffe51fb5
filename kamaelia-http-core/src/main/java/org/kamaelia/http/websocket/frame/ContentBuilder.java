package org.kamaelia.http.websocket.frame;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Collects the octets of a message while they arrive. Memory grows with what has arrived, not with what a frame has
 * announced: each new piece is at most as large as all pieces before it, or as the octets that are there. No octet moves
 * once it is in a piece.
 */
public final class ContentBuilder {
    private static final int SMALLEST = 1024;
    private static final int LARGEST = 1024 * 1024;

    private byte @Nullable [] piece;
    private int used; // octets of the current piece
    private @Nullable List<byte[]> full; // the pieces before it
    private int size;
    private int allocated;

    /** Makes an empty builder. */
    public ContentBuilder() {}

    /** The octets so far. */
    public int size() {
        return size;
    }

    /** The memory of all pieces, in bytes. */
    public int allocated() {
        return allocated;
    }

    /** The current piece. */
    byte[] piece() {
        return Objects.requireNonNull(piece);
    }

    /** The octets of the current piece that are used. */
    int used() {
        return used;
    }

    /**
     * Makes room for at least one more octet in the current piece.
     *
     * @param wanted the octets that are there now, at least 1
     * @param expected the octets that may follow at most, with those that are there
     * @return the octets that fit into the current piece
     */
    int room(int wanted, long expected) {
        byte[] current = piece;
        if (current != null && used < current.length) {
            return current.length - used;
        }
        if (current != null) {
            if (full == null) {
                full = new ArrayList<>(4);
            }
            full.add(current);
        }
        int growth = Math.min(LARGEST, Math.max(SMALLEST, size));
        int length = (int) Math.min(expected, Math.max(wanted, growth));
        piece = new byte[length];
        used = 0;
        allocated += length;
        return length;
    }

    /** Says that octets were written behind the used part of the current piece. */
    void wrote(int octets) {
        used += octets;
        size += octets;
    }

    /**
     * Copies octets from a buffer, whose position does not change.
     *
     * @param expected the octets of the message that may follow at most, with these
     * @param check checks the octets as text; null for a binary message
     * @return false if they are not well-formed text
     */
    boolean append(ByteBuffer from, int at, int octets, long expected, @Nullable Utf8Check check) {
        int copied = 0;
        while (copied < octets) {
            int some = Math.min(room(octets - copied, expected - copied), octets - copied);
            byte[] into = piece();
            from.get(at + copied, into, used, some);
            if (check != null && !check.accept(into, used, used + some)) {
                return false;
            }
            wrote(some);
            copied += some;
        }
        return true;
    }

    /**
     * Takes the octets so far out, except the last few. The builder is then empty but for those.
     *
     * @param left the octets that stay, at most 3
     */
    Content take(int left) {
        byte[] kept = left == 0 ? null : removeLast(left);
        Content taken = content();
        clear();
        if (kept != null) {
            room(kept.length, SMALLEST);
            System.arraycopy(kept, 0, piece(), 0, kept.length);
            wrote(kept.length);
        }
        return taken;
    }

    private Content content() {
        byte[] current = piece;
        if (current == null || size == 0) {
            return Content.EMPTY;
        }
        List<byte[]> before = full;
        if (before == null) {
            return new Content(new byte[][] {current}, used, size);
        }
        byte[][] all = before.toArray(new byte[before.size() + 1][]);
        all[before.size()] = current;
        return new Content(all, used, size);
    }

    /** Removes octets at the end; there are as many. Returns them. */
    byte[] removeLast(int octets) {
        byte[] removed = new byte[octets];
        for (int i = octets - 1; i >= 0; i--) {
            if (used == 0) {
                previousPiece();
            }
            removed[i] = piece()[--used];
            size--;
        }
        if (used == 0 && full != null) {
            previousPiece();
        }
        return removed;
    }

    private void previousPiece() {
        List<byte[]> before = Objects.requireNonNull(full);
        allocated -= piece().length;
        piece = before.remove(before.size() - 1);
        used = piece().length;
        if (before.isEmpty()) {
            full = null;
        }
    }

    /** Whether the octets so far end with these. */
    boolean endsWith(byte[] end) {
        if (size < end.length) {
            return false;
        }
        int at = used;
        byte[] current = piece();
        int before = full == null ? 0 : full.size();
        for (int i = end.length - 1; i >= 0; i--) {
            while (at == 0) {
                current = Objects.requireNonNull(full).get(--before);
                at = current.length;
            }
            if (current[--at] != end[i]) {
                return false;
            }
        }
        return true;
    }

    /** Forgets all octets. */
    void clear() {
        piece = null;
        full = null;
        used = 0;
        size = 0;
        allocated = 0;
    }
}
