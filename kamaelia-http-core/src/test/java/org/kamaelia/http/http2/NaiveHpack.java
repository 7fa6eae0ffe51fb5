package org.kamaelia.http.http2;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A second decoder of field blocks, as simple as RFC 7541 reads: whole blocks, Strings, one bit at a time. It shares the
 * static table with the server, and nothing else.
 */
final class NaiveHpack {

    /** The Huffman codes of RFC 7541, appendix B: a code with a one before it, and its octet; 256 is EOS. */
    private static final Map<Integer, Integer> CODES = new HashMap<>();

    private static final int LONGEST = 30;

    static {
        String lengths =
                "dnsssssssoussussssssssusssssssss6aacd68baa8b8666555666666678f6cad67777777777777777777777878djde6"
                        + "f56565666577666567655677777fbedskmkkmmmnmnnnnnonoomnonnnnlmnmnnomlkmmnnlnmmolmnnllmlnmnnkmmmnmmn"
                        + "qqkjmnmpqqqrrqopjlqrrqrollqqsrrrkoklmllnmmppooqnqrqqrrrrrsrrrrrqu";
        int code = 0;
        for (int length = 1; length <= LONGEST; length++) {
            code *= 2;
            for (int octet = 0; octet <= 256; octet++) {
                if (Integer.parseInt(lengths.substring(octet, octet + 1), 36) == length) {
                    CODES.put(1 << length | code++, octet);
                }
            }
        }
    }

    /** A block that cannot be decoded. */
    static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1;

        Wrong() {
            super(null, null, false, false);
        }
    }

    /** A field: the octets of its name and value as characters. */
    record Field(String name, String value, boolean never) {
        long size() {
            return name.length() + value.length() + 32;
        }
    }

    final List<Field> table = new ArrayList<>();
    private final int allowed;
    private int capacity;

    private byte[] block = {};
    private int at;

    NaiveHpack(int allowed) {
        this.allowed = allowed;
        this.capacity = 4096;
    }

    /** Decodes a block; null if it is wrong. */
    @Nullable
    List<Field> decode(byte[] octets) {
        block = octets;
        at = 0;
        List<Field> fields = new ArrayList<>();
        try {
            while (at < block.length) {
                one(fields);
            }
            return fields;
        } catch (Wrong e) {
            return null;
        }
    }

    private int next() {
        if (at == block.length) {
            throw new Wrong();
        }
        return block[at++] & 0xff;
    }

    private void one(List<Field> fields) {
        int first = next();
        boolean update = first >>> 5 == 1;
        if (update) {
            if (!fields.isEmpty()) {
                throw new Wrong();
            }
            capacity = integer(first, 5);
            if (capacity > allowed) {
                throw new Wrong();
            }
            shrink(capacity);
            return;
        }
        if (capacity > allowed) {
            throw new Wrong();
        }
        if (first >= 0x80) {
            fields.add(entry(integer(first, 7), false));
            return;
        }
        boolean insert = first >= 0x40;
        int index = integer(first, insert ? 6 : 4);
        String name = index == 0 ? string() : entry(index, true).name();
        Field field = new Field(name, string(), !insert && first >= 0x10);
        fields.add(field);
        if (insert) {
            shrink(capacity - field.size());
            if (field.size() <= capacity) {
                table.add(0, field);
            }
        }
    }

    private void shrink(long most) {
        while (!table.isEmpty() && table.stream().mapToLong(Field::size).sum() > most) {
            table.remove(table.size() - 1);
        }
    }

    private Field entry(int index, boolean nameOnly) {
        if (index == 0 || index - 62 >= table.size()) {
            throw new Wrong();
        }
        if (index > 61) {
            return table.get(index - 62);
        }
        String value = new String(StaticTable.value(index), StandardCharsets.ISO_8859_1);
        return new Field(StaticTable.text(index), nameOnly ? "" : value, false);
    }

    private int integer(int first, int prefix) {
        int mask = (1 << prefix) - 1;
        long value = first & mask;
        if (value < mask) {
            return (int) value;
        }
        for (int i = 0; i < 4; i++) {
            int octet = next();
            value += (long) (octet & 127) << 7 * i;
            if (octet < 128) {
                return (int) value;
            }
        }
        throw new Wrong();
    }

    private String string() {
        int first = next();
        int length = integer(first, 7);
        if (block.length - at < length) {
            at = block.length;
            throw new Wrong();
        }
        StringBuilder text = new StringBuilder();
        int bits = 1; // the bits since the last code, with a one before them
        for (int end = at + length; at < end; at++) {
            if (first < 128) {
                text.append((char) (block[at] & 0xff));
                continue;
            }
            for (int bit = 7; bit >= 0; bit--) {
                bits = bits << 1 | block[at] >>> bit & 1;
                Integer octet = bits < 32 ? null : CODES.get(bits);
                if (octet != null && octet == 256) {
                    throw new Wrong();
                }
                if (octet != null) {
                    text.append((char) (int) octet);
                    bits = 1;
                }
            }
        }
        if (bits > 255 || (bits & bits + 1) != 0) {
            throw new Wrong();
        }
        return text.toString();
    }
}
