package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The blocks are from the stories of hpack-test-case (github.com/http2jp/hpack-test-case, MIT License, copyright 2013
 * Jxck): the first story, as the encoders of several implementations wrote it.
 */
@DisplayName("What other encoders write is decoded (RFC 7541)")
class HpackStoriesTest {

    private static final List<List<String>> STORY = List.of(
            List.of(":method: GET", ":scheme: http", ":authority: yahoo.co.jp", ":path: /"),
            List.of(":method: GET", ":scheme: http", ":authority: www.yahoo.co.jp", ":path: /"),
            List.of(
                    ":method: GET",
                    ":scheme: http",
                    ":authority: k.yimg.jp",
                    ":path: /images/top/sp2/cmn/logo-ns-130528.png"));

    @DisplayName("three requests of a story")
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "nghttp2,"
                + "82864188f439ce75c875fa5784,"
                + "8286418cf1e3c2fe8739ceb90ebf4aff84,"
                + "82864187eabfa35332fd2b049b60d48e62a1849eb611589825353141e63ad52160b206c4f2f5d537",
        "nghttp2 that changes the size of its table,"
                + "82864188f439ce75c875fa5784,"
                + "3fb60a8286418cf1e3c2fe8739ceb90ebf4aff84,"
                + "3f8b1582864187eabfa35332fd2b049b60d48e62a1849eb611589825353141e63ad52160b206c4f2f5d537",
        "Go without tables,"
                + "0085b9495339e483c5837f0085b8824e5a4b839d29af0088b83b5339ec327d7f88f439ce75c875fa570084b958d33f8163,"
                + "0085b9495339e483c5837f0085b8824e5a4b839d29af0088b83b5339ec327d7f8cf1e3c2fe8739ceb90ebf4aff"
                + "0084b958d33f8163,"
                + "0085b9495339e483c5837f0085b8824e5a4b839d29af0088b83b5339ec327d7f87eabfa35332fd2b0084b958d33f"
                + "9b60d48e62a1849eb611589825353141e63ad52160b206c4f2f5d537",
        "Haskell with the static table only,"
                + "8286010b7961686f6f2e636f2e6a7084,"
                + "8286010f7777772e7961686f6f2e636f2e6a7084,"
                + "828601096b2e79696d672e6a7004262f696d616765732f746f702f7370322f636d6e2f6c6f676f2d6e732d3133303532382e"
                + "706e67",
        "Python,"
                + "82864188f439ce75c875fa5784,"
                + "8286418cf1e3c2fe8739ceb90ebf4aff84,"
                + "82864187eabfa35332fd2b449b60d48e62a1849eb611589825353141e63ad52160b206c4f2f5d537"
    })
    void story(String encoder, String first, String second, String third) {
        for (int piece : new int[] {Integer.MAX_VALUE, 1, 7}) {
            Decoding decoding = new Decoding();
            assertThat(decoding.decode(Decoding.hex(first), piece)).isEqualTo(STORY.get(0));
            assertThat(decoding.decode(Decoding.hex(second), piece)).isEqualTo(STORY.get(1));
            assertThat(decoding.decode(Decoding.hex(third), piece)).isEqualTo(STORY.get(2));
            assertThat(decoding.fault).isNull();
        }
    }
}
