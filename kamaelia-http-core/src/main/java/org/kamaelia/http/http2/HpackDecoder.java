package org.kamaelia.http.http2;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes field blocks (RFC 7541). A block may come in any number of pieces, which are divided anywhere. A decoder belongs
 * to one connection and is not thread-safe.
 *
 * <pre>
 *            .--- indexed field, size update ---.
 *            v                                  |
 *   block -> FIELD -> [INTEGER] ----------------+--> LENGTH -> [INTEGER] -> STRING --.
 *            ^                                       ^    name                       |
 *            |                                       '-------------------------------|
 *            '------------------------------------------------------ value ----------'
 * </pre>
 *
 * <p>A fault is a connection error, because the tables of the two sides differ afterwards. A list that exceeds the limits
 * of its section is no fault: the decoder goes on and keeps the dynamic table in step, but holds one field at a time.
 */
public final class HpackDecoder {

    /** The capacity of the dynamic table before any setting is acknowledged (RFC 9113 section 6.5.2). */
    public static final int DEFAULT_TABLE = 4096;

    private enum State {
        /** The next octet begins a field or a size update. */
        FIELD,
        /** Inside an integer. */
        INTEGER,
        /** The next octet begins the length of a string. */
        LENGTH,
        /** Inside a string. */
        STRING
    }

    /** What the current integer says. */
    private enum Meaning {
        INDEX,
        NAME_INDEX,
        TABLE_SIZE,
        STRING_LENGTH
    }

    /** At most this number of octets is decoded at once, which bounds the memory beyond the limits of a section. */
    private static final int PIECE = 1024;

    private static final int LAST_SHIFT = 21;

    private final DynamicTable table = new DynamicTable(DEFAULT_TABLE);
    private FieldSection section;
    /** The capacity that the client may choose. */
    private int allowed;

    private State state = State.FIELD;
    private Meaning meaning = Meaning.INDEX;
    private int integer;
    private int shift;

    private boolean sizeAllowed;
    private boolean indexing;
    private boolean never;
    private boolean inName;
    private boolean huffman;
    private int huffmanState;
    private int remaining;

    /** Makes the decoder of a connection. It decodes into the given section. */
    HpackDecoder(FieldSection section) {
        this.section = section;
        this.allowed = DEFAULT_TABLE;
    }

    /**
     * Sets the capacity that the client may choose, when the client has acknowledged SETTINGS_HEADER_TABLE_SIZE. If it is
     * less than the current capacity, the next block must begin with a size update.
     *
     * @param octets 0 to 1,048,576
     */
    void acknowledged(int octets) {
        allowed = octets;
    }

    /** The largest capacity of the dynamic table that is possible now. */
    int tableSize() {
        return Math.max(allowed, table.capacity());
    }

    /** The dynamic table. */
    DynamicTable table() {
        return table;
    }

    /** Decodes into another section from the next block on. */
    void into(FieldSection another) {
        section = another;
    }

    /** Begins a block. The section has begun as well. */
    void begin() {
        state = State.FIELD;
        sizeAllowed = true;
    }

    /**
     * Decodes a piece of a block.
     *
     * @param in a buffer of any kind, read at absolute positions only
     * @return the fault, which ends the connection; null if there is none
     */
    @Nullable
    Http2Fault decode(ByteBuffer in, int from, int to) {
        int at = from;
        while (at < to) {
            Http2Fault fault = null;
            switch (state) {
                case FIELD -> fault = field(in.get(at++));
                case INTEGER -> fault = more(in.get(at++));
                case LENGTH -> fault = length(in.get(at++));
                case STRING -> {
                    int piece = Math.min(Math.min(remaining, to - at), PIECE);
                    fault = string(in, at, at + piece);
                    at += piece;
                }
            }
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    /** Ends a block. Returns a fault if the block is not complete. */
    @Nullable
    Http2Fault end() {
        return state == State.FIELD ? null : Http2Fault.FIELD_BLOCK_END;
    }

    private @Nullable Http2Fault field(byte octet) {
        if (octet < 0) { // RFC 7541 section 6.1
            return begins() ? integer(Meaning.INDEX, octet & 0x7f, 0x7f) : Http2Fault.TABLE_SIZE_MISSING;
        }
        if (octet >= 0x20 && octet < 0x40) { // section 6.3
            return sizeAllowed ? integer(Meaning.TABLE_SIZE, octet & 0x1f, 0x1f) : Http2Fault.TABLE_SIZE_PLACE;
        }
        indexing = octet >= 0x40; // section 6.2
        never = !indexing && octet >= 0x10;
        int prefix = indexing ? 0x3f : 0xf;
        return begins() ? integer(Meaning.NAME_INDEX, octet & prefix, prefix) : Http2Fault.TABLE_SIZE_MISSING;
    }

    /** A field begins. Returns false if a size update must come first. */
    private boolean begins() {
        sizeAllowed = false;
        return table.capacity() <= allowed;
    }

    /** Takes the bits of an integer in its first octet (RFC 7541 section 5.1). */
    private @Nullable Http2Fault integer(Meaning newMeaning, int bits, int prefix) {
        meaning = newMeaning;
        integer = bits;
        if (bits < prefix) {
            return complete();
        }
        shift = 0;
        state = State.INTEGER;
        return null;
    }

    private @Nullable Http2Fault more(byte octet) {
        integer += (octet & 0x7f) << shift;
        if (octet >= 0) {
            return complete();
        }
        shift += 7;
        return shift > LAST_SHIFT ? Http2Fault.INTEGER : null;
    }

    /** Takes the first octet of the length of a string (RFC 7541 section 5.2). */
    private @Nullable Http2Fault length(byte octet) {
        huffman = octet < 0;
        return integer(Meaning.STRING_LENGTH, octet & 0x7f, 0x7f);
    }

    private @Nullable Http2Fault complete() {
        return switch (meaning) {
            case INDEX -> indexed(integer);
            case NAME_INDEX -> named(integer);
            case TABLE_SIZE -> resize(integer);
            case STRING_LENGTH -> begin(integer);
        };
    }

    private @Nullable Http2Fault resize(int capacity) {
        state = State.FIELD;
        if (capacity > allowed) {
            return Http2Fault.TABLE_SIZE;
        }
        table.resize(capacity);
        return null;
    }

    private @Nullable Http2Fault indexed(int index) {
        state = State.FIELD;
        int entry = index - StaticTable.LAST - 1;
        if (index == 0 || entry >= table.count()) {
            return Http2Fault.INDEX;
        }
        if (section.overflow()) {
            section.skipField(entry < 0 ? StaticTable.length(index) : table.end(entry) - table.name(entry));
            return null;
        }
        section.beginField();
        putName(index, entry);
        section.endName();
        if (entry < 0) {
            byte[] value = StaticTable.value(index);
            section.put(value, 0, value.length);
        } else {
            section.put(table.octets(), table.value(entry), table.end(entry));
        }
        section.endField(false);
        return null;
    }

    private void putName(int index, int entry) {
        if (entry < 0) {
            byte[] name = StaticTable.name(index);
            section.put(name, 0, name.length);
        } else {
            section.put(table.octets(), table.name(entry), table.value(entry));
        }
    }

    /** Takes the index of the name of a literal field; 0 if the name is a literal too. */
    private @Nullable Http2Fault named(int index) {
        int entry = index - StaticTable.LAST - 1;
        if (entry >= table.count()) {
            return Http2Fault.INDEX;
        }
        section.beginField();
        inName = index == 0;
        if (!inName) {
            putName(index, entry);
            section.endName();
        }
        state = State.LENGTH;
        return null;
    }

    private @Nullable Http2Fault begin(int length) {
        remaining = length;
        huffmanState = Huffman.START;
        state = State.STRING;
        return length == 0 ? stringEnd() : null;
    }

    private @Nullable Http2Fault string(ByteBuffer in, int from, int to) {
        int piece = to - from;
        remaining -= piece;
        if (huffman) {
            section.reserve(Huffman.mostDecoded(piece));
            long decoded = Huffman.decode(huffmanState, in, from, to, section.octets, section.length);
            if (decoded < 0) {
                return Http2Fault.HUFFMAN_CODE;
            }
            huffmanState = (int) decoded & 0xff;
            section.appended((int) (decoded >>> 8) - section.length);
        } else {
            section.reserve(piece);
            in.get(from, section.octets, section.length, piece);
            section.appended(piece);
        }
        return remaining == 0 ? stringEnd() : null;
    }

    private @Nullable Http2Fault stringEnd() {
        if (huffman && !Huffman.mayEnd(huffmanState)) {
            return Http2Fault.HUFFMAN_PADDING;
        }
        if (inName) {
            inName = false;
            section.endName();
            state = State.LENGTH;
            return null;
        }
        section.endField(never);
        if (indexing) {
            insert();
        }
        state = State.FIELD;
        return null;
    }

    private void insert() {
        if (section.isHeld()) {
            table.insert(
                    section.octets,
                    section.fieldStart(),
                    section.fieldNameEnd(),
                    section.octets,
                    section.fieldValue(),
                    section.length);
        } else {
            table.clear(); // RFC 7541 section 4.4
        }
    }
}
