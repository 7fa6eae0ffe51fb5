package org.kamaelia.http.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Priorities are read (RFC 9218 4, 5)")
class PriorityTest {

    private static @Nullable Priority parse(String value) {
        byte[] octets = ("xx" + value + "xx").getBytes(StandardCharsets.ISO_8859_1);
        return Priority.parse(octets, 2, octets.length - 2);
    }

    @DisplayName("members that are known count; others are ignored (RFC 9218 4)")
    @ParameterizedTest(name = "\"{0}\" is urgency {1}, incremental {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                       | 3 | false
            u=0                                      | 0 | false
            u=7                                      | 7 | false
            i                                        | 3 | true
            i=?1                                     | 3 | true
            i=?0                                     | 3 | false
            u=5, i                                   | 5 | true
            i,u=5                                    | 5 | true
            u=1 \t,\t i                              | 1 | true
            u=1;a=2;b, i;c="d"                       | 1 | true
            u=1, u=2                                 | 2 | false
            i, i=?0                                  | 3 | false
            u=8                                      | 3 | false
            u=-1                                     | 3 | false
            u=1.0                                    | 3 | false
            u="1"                                    | 3 | false
            u                                        | 3 | false
            i=1                                      | 3 | false
            u=1, i=a                                 | 1 | false
            x=(1 2 "a";q);w=?0, u=2                  | 2 | false
            x=(), u=2                                | 2 | false
            x=:YWJj:, y="a\\"b", z=*a/b:c, u=2       | 2 | false
            x=@1659578233, y=%"f%c3%bc", u=2         | 2 | false
            *a.b-c_d=1, u=2                          | 2 | false
            uu=0, ii                                 | 3 | false
            u=000000000000001                        | 1 | false
            """)
    void dictionary(String value, int urgency, boolean incremental) {
        assertThat(parse(value)).isSameAs(Priority.of(urgency, incremental));
    }

    @DisplayName("a value that is no dictionary is ignored as a whole (RFC 9651 4.2)")
    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(
            strings = {
                "u=",
                "=1",
                "u=1,",
                "u=1 i",
                ",u=1",
                "u=1,,i",
                "U=1",
                "u=1;",
                "u=1;=2",
                "u=(1",
                "u=(1,2)",
                "u=?2",
                "u=?",
                "u=\"a",
                "u=\"a\\b\"",
                "u=\"\u00e9\"",
                "u=1.",
                "u=1.2345",
                "u=-",
                "u=1000000000000000",
                "u=:a",
                "u=@a",
                "u=@1.5",
                "u=%a",
                "1=u",
                "u =1",
                "u= 1",
                "\tu=1",
                "u=1.1.1",
                "u=(1  2",
                "u=&"
            })
    void noDictionary(String value) {
        assertThat(parse(value)).isNull();
    }
}
