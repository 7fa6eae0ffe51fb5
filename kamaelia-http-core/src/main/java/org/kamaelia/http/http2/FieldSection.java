package org.kamaelia.http.http2;

import java.util.Arrays;
import org.kamaelia.http.syntax.Ascii;
import org.kamaelia.http.syntax.FieldLine;
import org.kamaelia.http.syntax.Fields;

/**
 * The fields of one field block, as {@link HpackDecoder} decodes them: octets, and the positions of the names and values
 * in the form that {@link Fields} uses. Pseudo-header fields are lines as well. The section is reused for the next block.
 *
 * <p>The section has two limits: the size of the list (RFC 9113 section 6.5.2) and the number of fields. From the first
 * field that exceeds a limit on, the section is {@linkplain #overflow() overflown} and keeps only the field that is being
 * decoded, which the dynamic table may need.
 */
final class FieldSection {

    /** The octets that each field counts in addition to its name and value (RFC 9113 section 6.5.2). */
    static final int FIELD_OVERHEAD = 32;

    /** Between a name and its value, as {@link FieldLine} expects it. */
    private static final int SEPARATOR = 2;

    /** The most pseudo-header fields of a request, which count as none of its fields (RFC 9113 8.3.1, RFC 8441 4). */
    private static final int PSEUDO_FIELDS = 5;

    private static final int FIRST_OCTETS = 512;
    private static final int FIRST_LINES = 16;
    /** A section that has grown beyond this number of octets shrinks when its block ends. */
    private static final int KEPT = 4096;

    private static final byte[] NO_OCTETS = {};
    private static final long[] NO_LINES = {};

    /** Stands for no section. Nothing is decoded into it. */
    static final FieldSection NONE = new FieldSection();

    byte[] octets = NO_OCTETS;
    int length;

    private long[] lines = NO_LINES;
    private int count;
    private long neverIndexed;

    private int maxList;
    private int maxFields;
    private int mostHeld;
    private long listSize;
    private boolean overflow;
    private boolean tooMany;
    private boolean toHead;

    private int fieldStart;
    private int nameEnd;
    private long fieldLength;

    /**
     * Begins a section.
     *
     * @param newMaxList the most octets of all names and values, and {@value #FIELD_OVERHEAD} for each field
     * @param newMaxFields the most fields, without pseudo-header fields
     * @param tableSize the largest capacity of the dynamic table
     */
    void begin(int newMaxList, int newMaxFields, int tableSize) {
        maxList = newMaxList;
        maxFields = newMaxFields;
        mostHeld = Math.max(newMaxList, tableSize);
        length = 0;
        count = 0;
        neverIndexed = 0;
        listSize = 0;
        overflow = false;
        tooMany = false;
        toHead = false;
    }

    /** The memory of this section in bytes. */
    int held() {
        return octets.length + lines.length * Long.BYTES;
    }

    /** Gives back the memory that an unusually large section has taken. */
    void trim() {
        if (octets.length > KEPT) {
            octets = new byte[0];
        }
        if (lines.length * Long.BYTES > KEPT) {
            lines = new long[0];
        }
    }

    /** Whether a limit was exceeded, so that the section is not complete. */
    boolean overflow() {
        return overflow;
    }

    /** Whether the number of fields exceeded its limit, and not the size of the list. */
    boolean tooMany() {
        return tooMany;
    }

    /** Whether an overflown section began with the method HEAD. */
    boolean toHead() {
        return toHead;
    }

    /** The size of the list so far (RFC 9113 section 6.5.2), also if the section is overflown. */
    long listSize() {
        return listSize;
    }

    /** The number of fields. */
    int count() {
        return count;
    }

    /** The positions of a field, in the packed form of {@link FieldLine}. */
    long line(int i) {
        return lines[i];
    }

    /** The index at which a name ends. */
    int nameEnd(int i) {
        return FieldLine.value(lines[i]) - SEPARATOR;
    }

    /** Whether a field must never be indexed, also if it is sent on (RFC 7541 section 7.1.3). For the first 64 fields. */
    boolean neverIndexed(int i) {
        return i < Long.SIZE && (neverIndexed >>> i & 1) != 0;
    }

    /** A copy of all octets. */
    byte[] exactOctets() {
        return Arrays.copyOf(octets, length);
    }

    // The decoder writes a field: beginField, octets of the name, endName, octets of the value, endField.

    void beginField() {
        if (overflow) {
            length = 0;
        }
        fieldStart = length;
        fieldLength = 0;
    }

    /** Makes room for more octets behind {@link #length}. */
    void reserve(int more) {
        if (length + more > octets.length) {
            octets = Arrays.copyOf(octets, Math.max(length + more, Math.max(FIRST_OCTETS, 2 * octets.length)));
        }
    }

    /** Appends octets of a name or a value. */
    void put(byte[] from, int start, int end) {
        reserve(end - start);
        System.arraycopy(from, start, octets, length, end - start);
        appended(end - start);
    }

    /** Counts octets that were written behind {@link #length}, after {@link #reserve}. */
    void appended(int more) {
        length += more;
        fieldLength += more;
        if (listSize + fieldLength + FIELD_OVERHEAD > maxList && !overflow) {
            exceed();
            System.arraycopy(octets, fieldStart, octets, 0, length - fieldStart);
            length -= fieldStart;
            nameEnd -= fieldStart;
            fieldStart = 0;
        }
        if (fieldLength > mostHeld) {
            length = fieldStart;
        }
    }

    private void exceed() {
        overflow = true;
        toHead = count > 0 && isMethodHead();
        count = 0;
    }

    private boolean isMethodHead() {
        for (int i = 0; i < count; i++) {
            int name = FieldLine.name(lines[i]);
            if (octets[name] == ':' && Ascii.equal(octets, name, FieldLine.end(lines[i]), ":method: HEAD")) {
                return true;
            }
        }
        return false;
    }

    void endName() {
        nameEnd = length;
        reserve(SEPARATOR);
        octets[length++] = ':';
        octets[length++] = ' ';
    }

    /** Whether the octets of the current field are here. If not, the field is larger than the dynamic table. */
    boolean isHeld() {
        return fieldLength <= mostHeld;
    }

    int fieldStart() {
        return fieldStart;
    }

    int fieldNameEnd() {
        return nameEnd;
    }

    int fieldValue() {
        return nameEnd + SEPARATOR;
    }

    /** Ends a field. Its octets are still here until the next field begins. */
    void endField(boolean never) {
        appended(0); // also a field without octets counts
        listSize += fieldLength + FIELD_OVERHEAD;
        if (overflow) {
            return;
        }
        if (count == maxFields + PSEUDO_FIELDS) {
            tooMany = true;
            exceed();
            return;
        }
        if (count == lines.length) {
            lines = Arrays.copyOf(lines, Math.max(FIRST_LINES, 2 * count));
        }
        if (never && count < Long.SIZE) {
            neverIndexed |= 1L << count;
        }
        lines[count++] = FieldLine.pack(fieldStart, nameEnd + SEPARATOR, length);
    }

    /** Counts a field of the given length without its octets, because the section is overflown already. */
    void skipField(int octetsOfField) {
        listSize += octetsOfField + FIELD_OVERHEAD;
    }
}
