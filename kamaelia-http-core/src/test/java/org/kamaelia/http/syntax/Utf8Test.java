package org.kamaelia.http.syntax;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Octets of a field as UTF-8")
class Utf8Test {
    private static String octets(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "caf\u00e9", "\u20ac", "\ud83d\ude00", "\ufeffbom"})
    @DisplayName("are the text that was written")
    void areTheTextThatWasWritten(String text) {
        assertThat(Utf8.decode(octets(text))).isEqualTo(text);
        assertThat(Utf8.isEncodable(text)).isTrue();
        Fields fields = Fields.builder().add("X-Name", octets(text)).build();
        assertThat(fields.firstText("x-name")).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\u00e9", "\u00c3", "\u00c0\u00af", "\u00ed\u00a0\u0080", "\u00f4\u0090\u0080\u0080", "\u20ac"})
    @DisplayName("are nothing if they are not well-formed, RFC 3629 3, or are no octets")
    void areNothingIfTheyAreNotWellFormed(String octets) {
        assertThat(Utf8.decode(octets)).isNull();
    }

    @Test
    @DisplayName("that are not UTF-8 are read as ISO-8859-1, and a field that is not there is null")
    void areReadAsLatin1IfTheyAreNotUtf8() {
        Fields fields = Fields.builder().add("X-Name", "caf\u00e9").build();
        assertThat(fields.firstText("X-Name")).isEqualTo("caf\u00e9");
        assertThat(fields.firstText("X-Other")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "a\ude00b", "\ude00\ud83d", "\ud83d\ud83d\ude00"})
    @DisplayName("cannot be made of a surrogate without its partner")
    void cannotBeMadeOfALoneSurrogate(String text) {
        assertThat(Utf8.isEncodable(text)).isFalse();
    }
}
