package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@DisplayName("Field blocks are decoded strictly (RFC 7541)")
class HpackDecoderTest {

    private static final int[] PIECES = {Integer.MAX_VALUE, 1, 2, 3};

    private static DynamicTest decodes(String sentence, String digits, String... fields) {
        return dynamicTest("decodes " + sentence, () -> {
            for (int piece : PIECES) {
                Decoding decoding = new Decoding();
                assertThat(decoding.decode(Decoding.hex(digits), piece)).containsExactly(fields);
                assertThat(decoding.fault).isNull();
            }
        });
    }

    private static DynamicTest fails(String sentence, Http2Fault fault, String digits) {
        return dynamicTest("COMPRESSION_ERROR for " + sentence, () -> {
            for (int piece : PIECES) {
                Decoding decoding = new Decoding();
                decoding.decode(Decoding.hex(digits), piece);
                assertThat(decoding.fault).isEqualTo(fault);
            }
            assertThat(fault.code()).isEqualTo(ErrorCode.COMPRESSION_ERROR);
            assertThat(fault.scope()).isEqualTo(Http2Fault.Scope.CONNECTION);
        });
    }

    @TestFactory
    @DisplayName("an index is that of an entry (RFC 7541 2.3.3)")
    Stream<DynamicTest> anIndexIsThatOfAnEntry() {
        return Stream.of(
                decodes("the first static entry", "81", ":authority: "),
                decodes("the last static entry", "bd", "www-authenticate: "),
                decodes("the first dynamic entry", "4001610162 be", "a: b", "a: b"),
                decodes("the second dynamic entry", "4001610162 4001630164 bf", "a: b", "c: d", "a: b"),
                fails("index 0", Http2Fault.INDEX, "80"),
                fails("the first index behind an empty table", Http2Fault.INDEX, "be"),
                fails("the first index behind a table of one", Http2Fault.INDEX, "4001610162 bf"),
                fails("a large index", Http2Fault.INDEX, "ffffffff7f"),
                fails("a name by an index behind the table, inserted", Http2Fault.INDEX, "7e 0161"),
                fails("a name by an index behind the table, not inserted", Http2Fault.INDEX, "0f2f 0161"),
                fails("a name by an index behind the table, never indexed", Http2Fault.INDEX, "1f2f 0161"));
    }

    @TestFactory
    @DisplayName("an integer has a prefix and at most four more octets (RFC 7541 5.1)")
    Stream<DynamicTest> integers() {
        return Stream.of(
                decodes("an index of two octets", "0f00 0161", "accept-charset: a"),
                decodes("a length of two octets", "007f00" + "61".repeat(127) + "0162", "a".repeat(127) + ": b"),
                decodes("an integer with a needless octet", "0f8000 0161", "accept-charset: a"),
                fails("an integer of five more octets", Http2Fault.INTEGER, "0f8080808000 0161"),
                fails("an integer without an end", Http2Fault.INTEGER, "ffffffffffffffffff"),
                fails("an integer that is cut off", Http2Fault.FIELD_BLOCK_END, "ff80"));
    }

    @TestFactory
    @DisplayName("a Huffman-coded string ends with at most seven ones (RFC 7541 5.2)")
    Stream<DynamicTest> huffman() {
        return Stream.of(
                decodes("an empty coded string", "000161 80", "a: "),
                decodes("padding of no bits", "000161 8518c6318c63", "a: aaaaaaaa"),
                decodes("padding of three ones", "000161 811f", "a: a"),
                decodes("padding of seven ones", "000161 831aaaff", "a: a%%"),
                fails("padding of more than seven ones", Http2Fault.HUFFMAN_PADDING, "000161 821fff"),
                fails("padding that is not ones", Http2Fault.HUFFMAN_PADDING, "000161 8118"),
                fails("a string that is nothing but padding", Http2Fault.HUFFMAN_PADDING, "000161 81ff"),
                fails("EOS", Http2Fault.HUFFMAN_CODE, "000161 84ffffffff"),
                fails("EOS behind a code", Http2Fault.HUFFMAN_CODE, "000161 851fffffffff"),
                fails("EOS in a name", Http2Fault.HUFFMAN_CODE, "0084ffffffff0161"));
    }

    @Test
    @DisplayName("every octet has the code of RFC 7541 appendix B, which decodes to the octet")
    void everyOctet() {
        for (int octet = 0; octet < 256; octet++) {
            byte[] plain = {(byte) octet, 'a', (byte) octet};
            byte[] coded = new byte[Huffman.codedLength(plain, 0, 3)];
            assertThat(Huffman.encode(plain, 0, 3, coded, 0)).isEqualTo(coded.length);
            byte[] out = new byte[Huffman.mostDecoded(coded.length)];
            long end = Huffman.decode(Huffman.START, ByteBuffer.wrap(coded), 0, coded.length, out, 0);
            assertThat(end >>> 8).isEqualTo(3);
            assertThat(Huffman.mayEnd((int) end & 0xff)).isTrue();
            assertThat(Arrays.copyOf(out, 3)).isEqualTo(plain);
        }
        byte[] three = {'0', '\\', (byte) 249};
        byte[] coded = new byte[Huffman.codedLength(three, 0, 3)];
        Huffman.encode(three, 0, 3, coded, 0);
        // 00000 | 1111111111111110000 | 1111111111111111111111111110
        assertThat(coded).isEqualTo(Decoding.hex("07fff0ffffffef"));
    }

    @TestFactory
    @DisplayName("a size update is at the beginning of a block and within the setting (RFC 7541 4.2, 6.3)")
    Stream<DynamicTest> sizeUpdates() {
        return Stream.of(
                decodes("an update to 0", "20 82", ":method: GET"),
                decodes("an update to the whole setting", "3fe11f 82", ":method: GET"),
                decodes("two updates", "20 3fe11f 82", ":method: GET"),
                decodes("an update alone", "20"),
                fails("an update beyond the setting", Http2Fault.TABLE_SIZE, "3fe21f 82"),
                fails("an update after a field", Http2Fault.TABLE_SIZE_PLACE, "82 20"),
                fails("an update after a literal", Http2Fault.TABLE_SIZE_PLACE, "000161 0162 3fe11f"));
    }

    @Test
    @DisplayName("an update to 0 empties the table (RFC 7541 4.3)")
    void anUpdateToZeroEmptiesTheTable() {
        Decoding decoding = new Decoding();
        decoding.decode("4001610162");
        assertThat(decoding.table()).containsExactly("a: b");
        decoding.decode("20 3fe11f");
        assertThat(decoding.table()).isEmpty();
        assertThat(decoding.decoder.table().held()).isZero();
        decoding.decode("be");
        assertThat(decoding.fault).isEqualTo(Http2Fault.INDEX);
    }

    @Test
    @DisplayName("after a smaller table was acknowledged, a block begins with an update (RFC 7541 4.2)")
    void aSmallerTableIsAnnounced() {
        Decoding decoding = new Decoding();
        decoding.decoder.acknowledged(100);
        assertThat(decoding.decode("3f45 82")).containsExactly(":method: GET");
        assertThat(decoding.fault).isNull();
        decoding.decode("3f46");
        assertThat(decoding.fault).isEqualTo(Http2Fault.TABLE_SIZE);

        Decoding silent = new Decoding();
        silent.decoder.acknowledged(100);
        silent.decode("82");
        assertThat(silent.fault).isEqualTo(Http2Fault.TABLE_SIZE_MISSING);
        Decoding literal = new Decoding();
        literal.decoder.acknowledged(100);
        literal.decode("000161 0162");
        assertThat(literal.fault).isEqualTo(Http2Fault.TABLE_SIZE_MISSING);
    }

    @Test
    @DisplayName("entries count 32 octets more, and the oldest are evicted (RFC 7541 4.1, 4.4)")
    void theOldestAreEvicted() {
        Decoding decoding = new Decoding();
        decoding.decode("3f25 4001610162 4001630164"); // 68 octets: two entries of 34
        assertThat(decoding.table()).containsExactly("c: d", "a: b");
        decoding.decode("400165026667");
        assertThat(decoding.table()).containsExactly("e: fg");
        decoding.decode("4001610162");
        assertThat(decoding.table()).containsExactly("a: b");
    }

    @Test
    @DisplayName("a field that is larger than the table empties it and is a field all the same (RFC 7541 4.4)")
    void aLargeFieldEmptiesTheTable() {
        Decoding decoding = new Decoding();
        decoding.decode("4001610162");
        String value = "78".repeat(5000);
        assertThat(decoding.decode("400161 7f8926" + value)).containsExactly("a: " + "x".repeat(5000));
        assertThat(decoding.fault).isNull();
        assertThat(decoding.table()).isEmpty();
    }

    @Test
    @DisplayName("a name may come from an entry that its own field evicts (RFC 7541 4.4)")
    void theNameOfAnEntryThatIsEvicted() {
        Decoding decoding = new Decoding();
        assertThat(decoding.decode("3f03 4001610162 7e0163")).containsExactly("a: b", "a: c");
        assertThat(decoding.table()).containsExactly("a: c");
    }

    @TestFactory
    @DisplayName("a block ends with a field (RFC 9113 4.3)")
    Stream<DynamicTest> aBlockEndsWithAField() {
        return Stream.of("40", "4001", "400161", "40016101", "0f", "04", "0403", "0403612f", "10")
                .map(digits -> fails("a block that ends with " + digits, Http2Fault.FIELD_BLOCK_END, digits));
    }

    @Test
    @DisplayName("a field that must never be indexed is marked (RFC 7541 6.2.3)")
    void neverIndexed() {
        Decoding decoding = new Decoding();
        decoding.decode("82 1001610162 0001610162 1f080163");
        assertThat(decoding.section.neverIndexed(0)).isFalse();
        assertThat(decoding.section.neverIndexed(1)).isTrue();
        assertThat(decoding.section.neverIndexed(2)).isFalse();
        assertThat(decoding.section.neverIndexed(3)).isTrue();
        assertThat(decoding.table()).isEmpty();
    }

    @Test
    @DisplayName("a list that is too large is dropped, and the table stays in step (RFC 9113 10.5.1)")
    void theTableStaysInStepWithoutTheList() {
        for (int piece : PIECES) {
            Decoding decoding = new Decoding();
            decoding.maxList = 100;
            byte[] block = Decoding.hex("82 4001610162 4001630164" + "0001780a" + "79".repeat(10) + "4001650166 be");
            assertThat(decoding.decode(block, piece)).isEmpty();
            assertThat(decoding.fault).isNull();
            assertThat(decoding.section.overflow()).isTrue();
            assertThat(decoding.section.tooMany()).isFalse();
            assertThat(decoding.table()).containsExactly("e: f", "c: d", "a: b");
            assertThat(decoding.decode("be c0")).containsExactly("e: f", "a: b");
        }
    }

    @Test
    @DisplayName("a field without octets counts 32 octets of the list (RFC 9113 6.5.2)")
    void anEmptyField() {
        Decoding decoding = new Decoding();
        decoding.maxList = 64;
        assertThat(decoding.decode("000000 000000")).containsExactly(": ", ": ");
        decoding.maxList = 63;
        assertThat(decoding.decode("000000 000000")).isEmpty();
        assertThat(decoding.section.overflow()).isTrue();
    }

    @Test
    @DisplayName("one field too many drops the list, and the table stays in step (RFC 9113 10.5.1)")
    void tooManyFields() {
        Decoding decoding = new Decoding();
        decoding.maxFields = 2; // and five pseudo-header fields
        assertThat(decoding.decode("90".repeat(7))).hasSize(7);
        assertThat(decoding.section.overflow()).isFalse();
        assertThat(decoding.decode("90".repeat(7) + "4001610162 4001630164")).isEmpty();
        assertThat(decoding.section.tooMany()).isTrue();
        assertThat(decoding.table()).containsExactly("c: d", "a: b");
    }

    @Test
    @DisplayName("a bomb of references to one large entry is counted, not unpacked (RFC 7541 7.3)")
    void aBombIsNotUnpacked() {
        Decoding decoding = new Decoding();
        decoding.maxList = 16 * 1024;
        decoding.decode("400161 7fa11e" + "78".repeat(4000));
        decoding.decode("be".repeat(16_000));
        assertThat(decoding.fault).isNull();
        assertThat(decoding.section.overflow()).isTrue();
        assertThat(decoding.section.listSize()).isEqualTo(16_000L * (4001 + 32));
        assertThat(decoding.section.held()).isLessThan(64 * 1024);
        assertThat(decoding.table()).hasSize(1);
    }

    @Test
    @DisplayName("a string that is longer than all limits is checked and not kept (RFC 9113 10.5.1)")
    void aLongStringIsNotKept() {
        for (String first : new String[] {"7fc1833d78", "ffc1833df8"}) { // 1,000,000 octets, the second ones coded
            String octet = first.substring(8);
            Decoding decoding = new Decoding();
            decoding.maxList = 1000;
            decoding.decode(Decoding.hex("4001610162 400161" + first + octet.repeat(999_999)), 4096);
            assertThat(decoding.fault).isNull();
            assertThat(decoding.section.overflow()).isTrue();
            assertThat(decoding.section.held()).isLessThan(32 * 1024);
            assertThat(decoding.table()).isEmpty();
        }
    }

    @Test
    @DisplayName("a table that changes all the time stays within its bounds (RFC 7541 7.3)")
    void churn() {
        Decoding decoding = new Decoding();
        for (int i = 0; i < 2_000; i++) {
            decoding.decode(String.format("40 04%08x 04%08x", i, ~i));
            assertThat(decoding.fault).isNull();
            assertThat(decoding.decoder.table().size()).isLessThanOrEqualTo(4096);
        }
        assertThat(decoding.table()).hasSize(102);
        assertThat(decoding.decoder.table().held()).isLessThanOrEqualTo(2 * 4096 + 128 * 8);
    }
}
