package org.kamaelia.http.http2;

import java.util.Arrays;
import org.kamaelia.http.syntax.FieldLine;

/**
 * The dynamic table of HPACK (RFC 7541 section 2.3.2): fields, of which the oldest are evicted when the table is full.
 *
 * <pre>
 *   octets:   ... evicted | oldest: name value | ... | newest: name value | free ...
 *   entries:  a ring of the positions of the fields
 * </pre>
 *
 * <p>An entry is never divided. When the free octets run out, the live octets move to the beginning. The array has at
 * most twice as many octets as the table, so octets move rarely. An empty table has no array.
 */
final class DynamicTable {

    /** The octets that each entry counts in addition to its name and value (RFC 7541 section 4.1). */
    static final int ENTRY_OVERHEAD = 32;

    private static final byte[] NO_OCTETS = {};
    private static final long[] NO_ENTRIES = {};
    private static final int FIRST_OCTETS = 512;
    private static final int FIRST_ENTRIES = 8;

    private byte[] octets = NO_OCTETS;
    private int end;
    /** Positions in the packed form of {@link FieldLine}, but the name ends where the value begins. */
    private long[] entries = NO_ENTRIES;

    private int count;
    private int size;
    private int capacity;
    private long inserted;

    /** Makes an empty table. */
    DynamicTable(int capacity) {
        this.capacity = capacity;
    }

    /** The most octets of all entries, counted as in RFC 7541 section 4.1. */
    int capacity() {
        return capacity;
    }

    /** Changes the capacity and evicts the entries that have no room anymore. */
    void resize(int newCapacity) {
        capacity = newCapacity;
        evict(newCapacity);
        if (newCapacity == 0) {
            octets = NO_OCTETS;
            entries = NO_ENTRIES;
            end = 0;
        }
    }

    /** The number of entries. */
    int count() {
        return count;
    }

    /** The octets of all entries, counted as in RFC 7541 section 4.1. */
    int size() {
        return size;
    }

    /** The number of entries that were ever inserted. It identifies the content of a table. */
    long inserted() {
        return inserted;
    }

    /** The memory of this table in bytes. */
    int held() {
        return octets.length + entries.length * Long.BYTES;
    }

    /** The array in which entries are. Valid until the next change of the table. Do not change the array. */
    byte[] octets() {
        return octets;
    }

    /** The index at which the name of an entry begins. Entry 0 is the newest. */
    int name(int entry) {
        return FieldLine.name(entryAt(entry));
    }

    /** The index at which the name of an entry ends and its value begins. */
    int value(int entry) {
        return FieldLine.value(entryAt(entry));
    }

    /** The index at which the value of an entry ends. */
    int end(int entry) {
        return FieldLine.end(entryAt(entry));
    }

    private long entryAt(int entry) {
        return entries[(int) (inserted - 1 - entry) & entries.length - 1];
    }

    /**
     * Inserts an entry and evicts old entries. An entry that is larger than the table empties the table (RFC 7541
     * section 4.4).
     *
     * @param names the array with the name, and
     * @param values the array with the value. They are not arrays of this table
     * @return whether the entry is in the table now
     */
    boolean insert(byte[] names, int name, int nameEnd, byte[] values, int value, int valueEnd) {
        int length = nameEnd - name + valueEnd - value;
        if (length + ENTRY_OVERHEAD > capacity) {
            evict(0);
            return false;
        }
        evict(capacity - length - ENTRY_OVERHEAD);
        reserve(length);
        int middle = end + nameEnd - name;
        System.arraycopy(names, name, octets, end, nameEnd - name);
        System.arraycopy(values, value, octets, middle, valueEnd - value);
        entries[(int) inserted & entries.length - 1] = FieldLine.pack(end, middle, end + length);
        end += length;
        size += length + ENTRY_OVERHEAD;
        count++;
        inserted++;
        return true;
    }

    /** Keeps no more memory than the entries need, because the connection rests. */
    void trim() {
        int start = count == 0 ? end : name(count - 1);
        long[] ring = count == 0 ? NO_ENTRIES : new long[powerOfTwo(count)];
        long moved = FieldLine.pack(start, start, start);
        for (int i = 0; i < count; i++) {
            ring[(int) (inserted - 1 - i) & ring.length - 1] = entryAt(i) - moved;
        }
        octets = start == end ? NO_OCTETS : Arrays.copyOfRange(octets, start, end);
        entries = ring;
        end -= start;
    }

    /** The least power of two that is not below a number above 0. */
    static int powerOfTwo(int least) {
        return Integer.highestOneBit(2 * least - 1);
    }

    /** Removes all entries. */
    void clear() {
        evict(0);
    }

    private void evict(int most) {
        while (size > most) {
            long oldest = entryAt(--count);
            size -= FieldLine.end(oldest) - FieldLine.name(oldest) + ENTRY_OVERHEAD;
        }
    }

    private void reserve(int length) {
        if (count == entries.length) {
            growEntries();
        }
        if (end + length > octets.length) {
            int start = count == 0 ? end : name(count - 1);
            int live = end - start;
            int wanted = Math.min(2 * capacity, Math.max(FIRST_OCTETS, 2 * (live + length)));
            byte[] target = octets.length >= wanted ? octets : new byte[wanted];
            System.arraycopy(octets, start, target, 0, live);
            octets = target;
            end = live;
            long moved = FieldLine.pack(start, start, start);
            for (int i = 0; i < count; i++) {
                entries[(int) (inserted - 1 - i) & entries.length - 1] -= moved;
            }
        }
    }

    private void growEntries() {
        int old = entries.length;
        if (old == 0) {
            entries = new long[FIRST_ENTRIES];
            return;
        }
        long[] grown = new long[2 * old];
        for (int i = 0; i < count; i++) {
            grown[(int) (inserted - 1 - i) & grown.length - 1] = entryAt(i);
        }
        entries = grown;
    }
}
