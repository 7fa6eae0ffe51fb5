package org.kamaelia.http.http2;

import static org.kamaelia.fuzzing.Trace.check;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.kamaelia.fuzzing.Choices;

/**
 * Input: an octet chooses the limit of a list, an octet the capacity that was acknowledged, four the pieces. Then come
 * blocks: an octet with the length, and the block; the last block takes what is left.
 */
@DisplayName("Whatever a client sends as field blocks")
class HpackDecodeFuzzTest {

    private static final int MAX_FIELDS = 8;

    @FuzzTest(maxDuration = "", maxExecutions = 2_000_000)
    @DisplayName("is decoded as a simple-minded decoder does, in any pieces alike, and the table stays in step")
    void asASimpleDecoder(byte[] input) {
        Choices choices = new Choices(input);
        int maxList = choices.below(2) == 0 ? 16_384 : 40 * choices.below(8);
        int allowed = choices.oneOf(4096, 4096, 100, 0);
        int[] pieces = choices.pieces();
        NaiveHpack naive = new NaiveHpack(allowed);
        List<Decoding> readers = List.of(reader(allowed), reader(allowed), reader(allowed));
        while (!choices.isEmpty()) {
            byte[] block = choices.octets(choices.octet());
            List<NaiveHpack.Field> fields = naive.decode(block);
            for (int i = 0; i < readers.size(); i++) {
                int piece = i == 0 ? Integer.MAX_VALUE : i == 1 ? 1 : pieces[0];
                compare(fields, naive, readers.get(i), block, piece, maxList);
            }
            if (fields == null) {
                return;
            }
        }
    }

    private static Decoding reader(int allowed) {
        Decoding reader = new Decoding();
        reader.decoder.acknowledged(allowed);
        return reader;
    }

    private static void compare(
            @Nullable List<NaiveHpack.Field> fields,
            NaiveHpack naive,
            Decoding reader,
            byte[] block,
            int piece,
            int maxList) {
        reader.maxList = maxList;
        reader.maxFields = MAX_FIELDS;
        List<String> decoded = reader.decode(block, piece);
        check((reader.fault == null) == (fields != null), "fault %s, but simple: %s", reader.fault, fields);
        check(reader.section.held() < 4 * Math.max(maxList, 4096) + 8192, "too much memory: %d", reader.section.held());
        if (fields == null) {
            return;
        }
        long size = 0;
        List<String> expected = new ArrayList<>();
        for (NaiveHpack.Field field : fields) {
            size += field.size();
            expected.add(field.name() + ": " + field.value());
        }
        boolean overflow = size > maxList || fields.size() > MAX_FIELDS + 5;
        check(reader.section.overflow() == overflow, "overflow is %s", reader.section.overflow());
        check(reader.section.listSize() == size, "the size is %d, not %d", reader.section.listSize(), size);
        check(overflow || decoded.equals(expected), "%s\nsimple: %s", decoded, expected);
        for (int i = 0; i < fields.size() && !overflow; i++) {
            check(reader.section.neverIndexed(i) == fields.get(i).never(), "field %d is marked differently", i);
        }
        List<String> table = new ArrayList<>();
        naive.table.forEach(entry -> table.add(entry.name() + ": " + entry.value()));
        check(reader.table().equals(table), "the table is %s\nsimple: %s", reader.table(), table);
    }
}
