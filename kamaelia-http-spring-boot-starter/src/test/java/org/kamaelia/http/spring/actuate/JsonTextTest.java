package org.kamaelia.http.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.StatusException;

class JsonTextTest {
    private static Map<String, @Nullable Object> read(String json) {
        return JsonText.object(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("reads every kind of value, RFC 8259 section 3")
    void readsEveryKindOfValue() {
        assertThat(read(" {\"a\" : \"x\" ,\"b\":[ ] , \"c\":[1,-2.5e+3,0,12345678901234567890]\r\n,\t\"d\":{},"
                        + "\"e\":null,\"f\":true,\"g\":false,\"h\":[[{}],\"\"]} "))
                .containsEntry("a", "x")
                .containsEntry("b", List.of())
                .containsEntry("c", List.of(1L, new BigDecimal("-2.5e+3"), 0L, new BigDecimal("12345678901234567890")))
                .containsEntry("d", Map.of())
                .containsEntry("e", null)
                .containsEntry("f", true)
                .containsEntry("g", false)
                .containsEntry("h", List.of(List.of(Map.of()), ""));
        assertThat(read("{\"a\":[null,1]}")).containsEntry("a", Arrays.asList(null, 1L));
    }

    @Test
    @DisplayName("reads escapes and characters that need no escape, RFC 8259 section 7")
    void readsEscapesAndPlainCharacters() {
        assertThat(read("{\"\\u00e9\\uD83D\\uDE00\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t é😀\"}"))
                .containsExactly(Map.entry("é😀", "\"\\/\b\f\n\r\t é😀"));
    }

    @Test
    @DisplayName("an empty body has no members")
    void anEmptyBodyHasNoMembers() {
        assertThat(read("")).isEmpty();
        assertThat(read(" \r\n")).isEmpty();
        assertThat(read("{ }")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "}",
                "{}x",
                "{}{}",
                "[]",
                "\"a\"",
                "null",
                "{a:1}",
                "{'a':1}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":[1,]}",
                "{\"a\":[1}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":1.}",
                "{\"a\":.5}",
                "{\"a\":1e}",
                "{\"a\":-}",
                "{\"a\":NaN}",
                "{\"a\":tru}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\\u\u0661234\"}",
                "{\"a\":\"b}",
                "{\"a\":\"\\",
                "{\"a\":1,\"a\":2}",
                "//",
                "\uFEFF{}",
                "{\"a\":1e99999999999}",
                "{\"a\":1e999999999}",
                "{\"a\":-1e-999999999}"
            })
    @DisplayName("malformed JSON gets 400")
    void malformedJsonGets400(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        StatusException.class, e -> assertThat(e.status()).isEqualTo(400));
    }

    @Test
    @DisplayName("text that is not UTF-8 gets 400, RFC 8259 section 8.1")
    void textThatIsNotUtf8Gets400() {
        assertThatThrownBy(() -> JsonText.object(new byte[] {'{', '"', (byte) 0xe9, '"', ':', '1', '}'}))
                .isInstanceOf(StatusException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    @DisplayName("accepts 32 levels and no more, RFC 8259 section 9")
    void nests32LevelsAndNoMore() {
        assertThat(read("{\"a\":" + "[".repeat(31) + "]".repeat(31) + "}")).containsKey("a");
        assertThatThrownBy(() -> read("{\"a\":" + "[".repeat(32) + "]".repeat(32) + "}"))
                .hasMessageContaining("nested");
        assertThatThrownBy(() -> read("{\"a\":" + "[".repeat(60_000))).hasMessageContaining("nested");
    }

    @Test
    @DisplayName("a number has at most 2,000 characters, since converting takes more than linear time")
    void numbersAreBounded() {
        String json = "{\"n\":" + "9".repeat(2_001) + "}";
        assertThatThrownBy(() -> JsonText.object(json.getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("more than 2000 characters");
    }
}
