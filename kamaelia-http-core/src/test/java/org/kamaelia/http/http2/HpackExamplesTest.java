package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The examples of RFC 7541, appendix C, are decoded")
class HpackExamplesTest {

    private static final int WHOLE = Integer.MAX_VALUE;

    private final Decoding decoding = new Decoding();
    private int piece = WHOLE;

    private List<String> decode(String digits) {
        List<String> fields = decoding.decode(Decoding.hex(digits), piece);
        assertThat(decoding.fault).isNull();
        return fields;
    }

    @DisplayName("C.2: each representation of a field")
    @ParameterizedTest(name = "in pieces of {0} octets")
    @ValueSource(ints = {WHOLE, 1, 2, 3})
    void representations(int octets) {
        piece = octets;
        assertThat(decode("400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572"))
                .containsExactly("custom-key: custom-header");
        assertThat(decoding.table()).containsExactly("custom-key: custom-header");
        assertThat(decoding.decoder.table().size()).isEqualTo(55);

        assertThat(decode("040c 2f73 616d 706c 652f 7061 7468")).containsExactly(":path: /sample/path");
        assertThat(decoding.section.neverIndexed(0)).isFalse();
        assertThat(decode("1008 7061 7373 776f 7264 0673 6563 7265 74")).containsExactly("password: secret");
        assertThat(decoding.section.neverIndexed(0)).isTrue();
        assertThat(decode("82")).containsExactly(":method: GET");
        assertThat(decoding.table()).hasSize(1);
    }

    @DisplayName("C.3 and C.4: requests, without and with Huffman code")
    @ParameterizedTest(name = "in pieces of {0} octets, Huffman code: {1}")
    @CsvSource({"2147483647, false", "1, false", "3, false", "2147483647, true", "1, true", "3, true"})
    void requests(int octets, boolean huffman) {
        piece = octets;
        assertThat(decode(
                        huffman
                                ? "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff"
                                : "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d"))
                .containsExactly(":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com");
        assertThat(decoding.table()).containsExactly(":authority: www.example.com");

        assertThat(decode(huffman ? "8286 84be 5886 a8eb 1064 9cbf" : "8286 84be 5808 6e6f 2d63 6163 6865"))
                .containsExactly(
                        ":method: GET",
                        ":scheme: http",
                        ":path: /",
                        ":authority: www.example.com",
                        "cache-control: no-cache");
        assertThat(decoding.table()).containsExactly("cache-control: no-cache", ":authority: www.example.com");

        assertThat(decode(
                        huffman
                                ? "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf"
                                : "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65"))
                .containsExactly(
                        ":method: GET",
                        ":scheme: https",
                        ":path: /index.html",
                        ":authority: www.example.com",
                        "custom-key: custom-value");
        assertThat(decoding.table())
                .containsExactly("custom-key: custom-value", "cache-control: no-cache", ":authority: www.example.com");
        assertThat(decoding.decoder.table().size()).isEqualTo(164);
    }

    @DisplayName("C.5 and C.6: responses in a table of 256 octets, which evicts entries")
    @ParameterizedTest(name = "in pieces of {0} octets, Huffman code: {1}")
    @CsvSource({"2147483647, false", "1, false", "5, false", "2147483647, true", "1, true", "5, true"})
    void responses(int octets, boolean huffman) {
        piece = octets;
        String resized = "3fe1 01";
        assertThat(decode(resized
                        + (huffman
                                ? "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6"
                                        + "2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3"
                                : "4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133"
                                        + "2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861"
                                        + "6d70 6c65 2e63 6f6d")))
                .containsExactly(
                        ":status: 302",
                        "cache-control: private",
                        "date: Mon, 21 Oct 2013 20:13:21 GMT",
                        "location: https://www.example.com");
        assertThat(decoding.decoder.table().size()).isEqualTo(222);

        assertThat(decode(huffman ? "4883 640e ffc1 c0bf" : "4803 3330 37c1 c0bf"))
                .containsExactly(
                        ":status: 307",
                        "cache-control: private",
                        "date: Mon, 21 Oct 2013 20:13:21 GMT",
                        "location: https://www.example.com");
        assertThat(decoding.table())
                .containsExactly(
                        ":status: 307",
                        "location: https://www.example.com",
                        "date: Mon, 21 Oct 2013 20:13:21 GMT",
                        "cache-control: private");

        assertThat(decode(
                        huffman
                                ? "88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab"
                                        + "77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f"
                                        + "9587 3160 65c0 03ed 4ee5 b106 3d50 07"
                                : "88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d"
                                        + "54c0 5a04 677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049"
                                        + "5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e"
                                        + "3d31"))
                .containsExactly(
                        ":status: 200",
                        "cache-control: private",
                        "date: Mon, 21 Oct 2013 20:13:22 GMT",
                        "location: https://www.example.com",
                        "content-encoding: gzip",
                        "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1");
        assertThat(decoding.table())
                .containsExactly(
                        "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1",
                        "content-encoding: gzip",
                        "date: Mon, 21 Oct 2013 20:13:22 GMT");
        assertThat(decoding.decoder.table().size()).isEqualTo(215);
    }
}
