package org.kamaelia.http.http2;

import java.util.Arrays;

/**
 * The dynamic table of an encoder: a {@link DynamicTable} whose entries can be found. The hashes of the entries are in a
 * small array that is searched from the newest entry on. At most 128 entries fit into a table of 4,096 octets.
 */
final class HashedTable {

    private static final int FIRST = 16;
    private static final long[] NONE = {};

    private final DynamicTable table;
    /** The hash of the name in the upper half and that of the field in the lower half, by the number of the insertion. */
    private long[] hashes = NONE;

    HashedTable(int capacity) {
        this.table = new DynamicTable(capacity);
    }

    int capacity() {
        return table.capacity();
    }

    void resize(int capacity) {
        table.resize(capacity);
    }

    int held() {
        return table.held() + hashes.length * Long.BYTES;
    }

    /** Returns the newest entry that is a field; -1 if there is none. */
    int find(int hash, byte[] names, int name, int nameEnd, byte[] values, int value, int end) {
        int mask = hashes.length - 1;
        int newest = (int) table.inserted() - 1;
        for (int entry = 0; entry < table.count(); entry++) {
            if ((int) hashes[newest - entry & mask] == hash
                    && isName(entry, names, name, nameEnd)
                    && equal(table.value(entry), table.end(entry), values, value, end)) {
                return entry;
            }
        }
        return -1;
    }

    /** Returns the newest entry with a name; -1 if there is none. */
    int findName(int nameHash, byte[] names, int name, int nameEnd) {
        int mask = hashes.length - 1;
        int newest = (int) table.inserted() - 1;
        for (int entry = 0; entry < table.count(); entry++) {
            if ((int) (hashes[newest - entry & mask] >>> 32) == nameHash && isName(entry, names, name, nameEnd)) {
                return entry;
            }
        }
        return -1;
    }

    private boolean isName(int entry, byte[] names, int name, int nameEnd) {
        return equal(table.name(entry), table.value(entry), names, name, nameEnd);
    }

    private boolean equal(int from, int to, byte[] octets, int start, int end) {
        return Arrays.equals(table.octets(), from, to, octets, start, end);
    }

    /** Inserts a field that fits into the table. */
    void insert(int hash, int nameHash, byte[] names, int name, int nameEnd, byte[] values, int value, int end) {
        if (table.count() == hashes.length) {
            grow();
        }
        hashes[(int) table.inserted() & hashes.length - 1] = (long) nameHash << 32 | hash & 0xffff_ffffL;
        table.insert(names, name, nameEnd, values, value, end);
    }

    /** Keeps no more memory than the entries need, because the connection rests. */
    void trim() {
        table.trim();
        move(table.count() == 0 ? NONE : new long[DynamicTable.powerOfTwo(table.count())]);
    }

    private void grow() {
        move(new long[Math.max(FIRST, 2 * hashes.length)]);
    }

    private void move(long[] grown) {
        int newest = (int) table.inserted() - 1;
        for (int entry = 0; entry < table.count(); entry++) {
            grown[newest - entry & grown.length - 1] = hashes[newest - entry & hashes.length - 1];
        }
        hashes = grown;
    }
}
