package org.kamaelia.http.http2;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.kamaelia.http.syntax.Ascii;
import org.kamaelia.http.syntax.Fields;

/**
 * Encodes field blocks (RFC 7541). An encoder belongs to one connection and is not thread-safe. It allocates nothing for a
 * field, unless its tables grow.
 *
 * <p>Names are put in lower case, and fields about the connection are left out (RFC 9113 sections 8.2.1 and 8.2.2).
 * {@link Indexing} decides which fields enter the dynamic table. Strings are in Huffman code if that is shorter.
 */
public final class HpackEncoder {

    /** The most octets of the dynamic table, even if the client allows more. */
    static final int MAX_TABLE = 4096;

    private static final int INDEXED = 0x80;
    private static final int INDEXED_PREFIX = 0x7f;
    private static final int INSERTED = 0x40;
    private static final int INSERTED_PREFIX = 0x3f;
    private static final int NEVER_INDEXED = 0x10;
    private static final int LITERAL = 0x00;
    private static final int LITERAL_PREFIX = 0xf;
    private static final int SIZE_UPDATE = 0x20;
    private static final int SIZE_UPDATE_PREFIX = 0x1f;

    /** How many fields that were sent once are remembered. */
    private static final int REMEMBERED = 32;

    private static final int FIRST_REMEMBERED = 8;

    private static final byte[] NO_OCTETS = {};
    private static final ByteBuffer NO_BUFFER = ByteBuffer.wrap(NO_OCTETS);
    private static final int[] NO_HASHES = {};

    private static final int DIGITS = 19;
    private static final int SCRATCH = 256;

    private final BlockBuffer out;
    private final HashedTable table = new HashedTable(MAX_TABLE);
    /** The hashes of fields that were sent and not inserted; made with the first one. */
    private int[] sent = NO_HASHES;

    private int oldest;

    private byte[] scratch = NO_OCTETS;
    private ByteBuffer scratchBuffer = NO_BUFFER;

    // The capacity that the decoder of the client knows of, and the least capacity since then.
    private int announced = MAX_TABLE;
    private int least = MAX_TABLE;

    private int changes;

    /** Makes the encoder of a connection. It puts its blocks into the given buffer. */
    public HpackEncoder(BlockBuffer out) {
        this.out = out;
    }

    /**
     * Takes SETTINGS_HEADER_TABLE_SIZE of the client. The next block tells the client which capacity is used (RFC 7541
     * section 4.2).
     *
     * @param octets an unsigned number; more than 4,096 octets are not used
     */
    public void peerTableSize(int octets) {
        int capacity = octets < 0 ? MAX_TABLE : Math.min(octets, MAX_TABLE);
        least = Math.min(least, capacity);
        table.resize(capacity);
        changes++;
    }

    /**
     * A number that changes whenever the same fields may have to be encoded in another way: when a field enters the table or
     * is remembered, and when the table gets another size.
     */
    int changes() {
        return changes;
    }

    /** Begins a block. */
    public void begin() {
        out.clear();
        if (least < announced) {
            out.integer(SIZE_UPDATE, SIZE_UPDATE_PREFIX, least);
            announced = least;
            changes++;
        }
        if (announced != table.capacity()) {
            announced = table.capacity();
            changes++;
            out.integer(SIZE_UPDATE, SIZE_UPDATE_PREFIX, announced);
        }
        least = announced;
    }

    /** Puts the status of a response, 100 to 999 (RFC 9113 section 8.3.2). */
    public void status(int status) {
        int known = switch (status) {
            case 200 -> 8;
            case 204 -> 9;
            case 206 -> 10;
            case 304 -> 11;
            case 400 -> 12;
            case 404 -> 13;
            case 500 -> 14;
            default -> 0;
        };
        if (known > 0) {
            out.integer(INDEXED, INDEXED_PREFIX, known);
        } else {
            number(StaticTable.STATUS_200, status);
        }
    }

    /** Puts content-length, at least 0. */
    public void contentLength(long length) {
        number(StaticTable.CONTENT_LENGTH, length);
    }

    /** Puts the Date field. */
    public void date(byte[] value) {
        known(StaticTable.DATE, value, 0, value.length);
    }

    /** Puts the Server field. */
    public void server(byte[] value) {
        known(StaticTable.SERVER, value, 0, value.length);
    }

    private void number(int staticIndex, long number) {
        scratch(DIGITS);
        int at = DIGITS;
        long left = number;
        do {
            scratch[--at] = (byte) ('0' + left % 10);
            left /= 10;
        } while (left > 0);
        known(staticIndex, scratch, at, DIGITS);
    }

    private void known(int staticIndex, byte[] octets, int value, int end) {
        byte[] name = StaticTable.name(staticIndex);
        int nameHash = StaticTable.hash(staticIndex);
        field(
                staticIndex,
                name,
                0,
                name.length,
                nameHash,
                octets,
                value,
                end,
                StaticTable.hash(nameHash, octets, value, end));
    }

    /** Puts all fields but those about the connection. */
    public void fields(Fields fields) {
        int length = fields.wireLength();
        scratch(length);
        fields.writeTo(scratchBuffer.clear());
        for (int at = 0; at < length; ) {
            at = line(at);
        }
    }

    /** Puts a line as HTTP/1 has it. Returns the index at which the next one begins. */
    private int line(int at) {
        byte[] octets = scratch;
        int colon = at;
        for (; octets[colon] != ':'; colon++) {
            byte octet = octets[colon];
            octets[colon] = octet >= 'A' && octet <= 'Z' ? (byte) (octet + 32) : octet;
        }
        int end = colon + 1;
        while (octets[end] != Ascii.CR) {
            end++;
        }
        if (!LineRules.isConnectionField(octets, at, colon)) {
            field(octets, at, colon, skipBlanks(octets, colon + 1, end), end);
        }
        return end + 2;
    }

    private static int skipBlanks(byte[] octets, int from, int to) {
        int at = from;
        while (at < to && Ascii.isBlank(octets[at])) {
            at++;
        }
        return at;
    }

    private void field(byte[] octets, int name, int nameEnd, int value, int lineEnd) {
        int end = lineEnd;
        while (end > value && Ascii.isBlank(octets[end - 1])) {
            end--;
        }
        int nameHash = StaticTable.hash(0, octets, name, nameEnd);
        int staticIndex = StaticTable.indexOf(octets, name, nameEnd, nameHash);
        field(
                staticIndex,
                octets,
                name,
                nameEnd,
                nameHash,
                octets,
                value,
                end,
                StaticTable.hash(nameHash, octets, value, end));
    }

    /** Puts a field: as an index, or as a literal that the table takes in or not. */
    private void field(
            int staticIndex,
            byte[] names,
            int name,
            int nameEnd,
            int nameHash,
            byte[] values,
            int value,
            int end,
            int hash) {
        int found = table.find(hash, names, name, nameEnd, values, value, end);
        if (found >= 0) {
            out.integer(INDEXED, INDEXED_PREFIX, StaticTable.LAST + 1 + found);
            return;
        }
        Indexing rule = Indexing.of(staticIndex);
        boolean insert = insert(rule, hash, nameEnd - name + end - value);
        int pattern = insert ? INSERTED : rule == Indexing.NEVER ? NEVER_INDEXED : LITERAL;
        int index = staticIndex;
        if (index == 0) {
            int entry = table.findName(nameHash, names, name, nameEnd);
            index = entry < 0 ? 0 : StaticTable.LAST + 1 + entry;
        }
        out.integer(pattern, insert ? INSERTED_PREFIX : LITERAL_PREFIX, index);
        if (index == 0) {
            out.string(names, name, nameEnd);
        }
        out.string(values, value, end);
        if (insert) {
            table.insert(hash, nameHash, names, name, nameEnd, values, value, end);
            changes++;
        }
    }

    /** Whether a field enters the table. A field that takes half of the table or more does not. */
    private boolean insert(Indexing rule, int hash, int length) {
        if (rule == Indexing.NEVER || length + DynamicTable.ENTRY_OVERHEAD > table.capacity() / 2) {
            return false;
        }
        if (rule == Indexing.AT_ONCE) {
            return true;
        }
        return wasSent(hash);
    }

    /** Whether a field is one of those that were sent lately. If not, it takes the place of the oldest of them. */
    private boolean wasSent(int hash) {
        for (int before : sent) {
            if (before == hash) {
                return true;
            }
        }
        changes++;
        if (oldest == sent.length) {
            sent = Arrays.copyOf(sent, Math.max(FIRST_REMEMBERED, 2 * sent.length));
        }
        sent[oldest] = hash;
        oldest = (oldest + 1) % REMEMBERED;
        return false;
    }

    private void scratch(int length) {
        if (scratch.length < length) {
            scratch = new byte[Math.max(SCRATCH, length)];
            scratchBuffer = ByteBuffer.wrap(scratch);
        }
    }

    /** Gives up the memory that only the encoding of a block needs, and free memory of the table. */
    void rest() {
        scratch = NO_OCTETS;
        scratchBuffer = NO_BUFFER;
        table.trim();
    }

    /** The memory of this encoder in bytes. */
    public int held() {
        return table.held() + scratch.length + sent.length * Integer.BYTES;
    }
}
