package org.kamaelia.http.http2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.FieldLine;

/** A decoder with its section, for tests that look at lists of fields. */
final class Decoding {

    final FieldSection section = new FieldSection();
    final HpackDecoder decoder = new HpackDecoder(section);
    int maxList = 64 * 1024;
    int maxFields = 1000;

    @Nullable
    Http2Fault fault;

    /** The octets of a text of hexadecimal digits and spaces. */
    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replaceAll("\\s", ""));
    }

    /** Decodes a whole block. Returns the fields, each as name and value with a colon between. */
    List<String> decode(String digits) {
        return decode(hex(digits), Integer.MAX_VALUE);
    }

    /** Decodes a block in pieces of a length. */
    List<String> decode(byte[] block, int piece) {
        section.begin(maxList, maxFields, decoder.tableSize());
        decoder.begin();
        ByteBuffer in = ByteBuffer.wrap(block);
        fault = null;
        for (int at = 0; at < block.length && fault == null; at += Math.min(piece, block.length - at)) {
            fault = decoder.decode(in, at, at + Math.min(piece, block.length - at));
        }
        fault = fault == null ? decoder.end() : fault;
        return fields();
    }

    private List<String> fields() {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < section.count(); i++) {
            int name = FieldLine.name(section.line(i));
            int value = FieldLine.value(section.line(i));
            fields.add(text(section.octets, name, section.nameEnd(i)) + ": "
                    + text(section.octets, value, FieldLine.end(section.line(i))));
        }
        return fields;
    }

    /** The dynamic table, the newest entry first. */
    List<String> table() {
        DynamicTable table = decoder.table();
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < table.count(); i++) {
            entries.add(text(table.octets(), table.name(i), table.value(i)) + ": "
                    + text(table.octets(), table.value(i), table.end(i)));
        }
        return entries;
    }

    private static String text(byte[] octets, int from, int to) {
        return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
