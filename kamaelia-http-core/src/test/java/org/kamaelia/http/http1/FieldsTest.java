package org.kamaelia.http.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.http.http1.Transcript.request;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.syntax.Fields;

@DisplayName("Fields (RFC 9110 5)")
class FieldsTest {

    private final Fields built = Fields.builder()
            .add("Vary", "Accept")
            .add("X-A", "1")
            .add("vary", "Cookie")
            .build();

    @Test
    @DisplayName("keep the lines in order and names in their case, RFC 9110 5.3")
    void keepOrderAndTheCaseOfNames() {
        assertThat(built.size()).isEqualTo(3);
        assertThat(built)
                .containsExactly(Map.entry("Vary", "Accept"), Map.entry("X-A", "1"), Map.entry("vary", "Cookie"));
        assertThat(built.name(2)).isEqualTo("vary");
        assertThat(built.value(2)).isEqualTo("Cookie");
        assertThat(built).hasToString("[Vary, X-A, vary]");
    }

    @Test
    @DisplayName("compare names without regard to case, RFC 9110 5.1")
    void compareNamesWithoutRegardToCase() {
        assertThat(built.first("VARY")).isEqualTo("Accept");
        assertThat(built.all("vary")).containsExactly("Accept", "Cookie");
        assertThat(built.joined("vArY")).isEqualTo("Accept, Cookie");
        assertThat(built.joined("x-a")).isEqualTo("1");
        assertThat(built.contains("x-A")).isTrue();
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(
            strings = {
                "",
                "Var",
                "Varyx",
                "x_a",
                "X-A: 1",
                "X-A:",
                "Vary: Accept\r\nX-A",
                "V\u0430ry",
                "a name that is longer than all the lines together, so that it reaches far behind the last of them"
            })
    @DisplayName("know no name that was not given, RFC 9110 5.1")
    void knowNoNameThatWasNotGiven(String name) {
        assertThat(built.first(name)).isNull();
        assertThat(built.joined(name)).isNull();
        assertThat(built.all(name)).isEmpty();
        assertThat(built.contains(name)).isFalse();
        assertThat(built.hasToken(name, "Accept")).isFalse();
    }

    @Test
    @DisplayName("tell characters apart that differ by one bit but are no letters, RFC 9110 5.1")
    void foldTheCaseOfLettersOnly() {
        Fields fields = Fields.builder().add("a^", "caret").add("a~", "tilde").build();

        assertThat(fields.first("A~")).isEqualTo("tilde");
        assertThat(fields.first("A^")).isEqualTo("caret");
    }

    @ParameterizedTest(name = "{0} has {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "close | close | true",
                "Close | cLOSE | true",
                "a, close | close | true",
                "close ,b | close | true",
                ",, close ,, | close | true",
                "closed | close | false",
                "a close | close | false",
                "clos | close | false",
                "close;a=b | close | false",
                "a=\"b, close, c\" | close | false",
                "a=\"\\\", close, \" | close | false",
                "a=\"b\", close | close | true",
                "'' | close | false",
                "a=\", close | close | false"
            })
    @DisplayName("find a member of a list, RFC 9110 5.6.1")
    void findAMemberOfAList(String value, String token, boolean found) {
        assertThat(Fields.builder().add("X", value).build().hasToken("x", token))
                .isEqualTo(found);
        assertThat(Fields.builder().add("X", "other").add("X", value).build().hasToken("x", token))
                .isEqualTo(found);
    }

    @Test
    @DisplayName("are equal if the same lines stand in the same order, wherever they come from")
    void areEqualIfTheSameLinesAreInTheSameOrder() {
        String raw = "GET / HTTP/1.0\r\n" + request("vary:Accept  ", "X-A:\t1", "Vary: Cookie");
        Fields parsed = Transcript.of(raw).heads.get(0).fields();

        assertThat(parsed).isEqualTo(built).hasSameHashCodeAs(built);
        assertThat(parsed.toBuilder().build()).isEqualTo(built);
        assertThat(built.hashCode())
                .isNotEqualTo(Fields.builder().add("X-A", "1").build().hashCode());
        assertThat(built)
                .isNotEqualTo(built.toBuilder().add("a", "b").build())
                .isNotEqualTo("x")
                .isNotEqualTo(null)
                .isNotEqualTo(built.toBuilder().set("X-A", "2").build())
                .isNotEqualTo(Fields.builder()
                        .add("X-A", "1")
                        .add("Vary", "Accept")
                        .add("vary", "Cookie")
                        .build())
                .isNotEqualTo(Fields.builder()
                        .add("Vary", "Accept")
                        .add("X-B", "1")
                        .add("vary", "Cookie")
                        .build());
    }

    @Test
    @DisplayName("are written with their line ends, RFC 9112 5")
    void areWrittenWithTheirLineEnds() {
        ByteBuffer out = ByteBuffer.allocate(built.wireLength());
        built.writeTo(out);

        assertThat(out.hasRemaining()).isFalse();
        assertThat(new String(out.array(), StandardCharsets.ISO_8859_1))
                .isEqualTo("Vary: Accept\r\nX-A: 1\r\nvary: Cookie\r\n");
        assertThat(Fields.empty().wireLength()).isZero();
    }

    @Test
    @DisplayName("written and parsed again are the same, every octet a value may have, RFC 9110 5.5")
    void areTheSameWhenWrittenAndParsedAgain() {
        StringBuilder value = new StringBuilder("a\t");
        for (char c = 0x20; c < 0x100; c++) {
            value.append(c == 0x7f ? "" : c);
        }
        Fields fields =
                Fields.builder().add("X", value.toString()).add("Empty", "").build();
        ByteBuffer out = ByteBuffer.allocate(fields.wireLength());
        fields.writeTo(out);
        String raw = "GET / HTTP/1.0\r\n" + new String(out.array(), StandardCharsets.ISO_8859_1) + "\r\n";

        assertThat(Transcript.of(raw).heads.get(0).fields()).isEqualTo(fields);
        assertThat(fields.first("x")).isEqualTo(value.toString());
        assertThat(fields.first("empty")).isEmpty();
    }

    @Test
    @DisplayName("set puts one line in the place of all of that name, remove takes them away")
    void setReplacesAndRemoveTakesAwayAllOfAName() {
        assertThat(built.toBuilder().set("VARY", "*").build())
                .containsExactly(Map.entry("VARY", "*"), Map.entry("X-A", "1"));
        assertThat(built.toBuilder().set("b", "2").build().name(3)).isEqualTo("b");
        assertThat(built.toBuilder().remove("vary").build()).containsExactly(Map.entry("X-A", "1"));
        assertThat(built.toBuilder().remove("vary").remove("x-a").build()).isSameAs(Fields.empty());
    }

    @Test
    @DisplayName("a built value keeps its white space")
    void keepABuiltValueAsItIs() {
        assertThat(Fields.builder().add("X", " a ").build().value(0)).isEqualTo(" a ");
        assertThat(Fields.builder().add("X", " a ").build().name(0)).isEqualTo("X");
    }

    @Test
    @DisplayName("a field that could break the message is refused without repeating it, RFC 9110 5.5, 5.6.2")
    void refuseAFieldThatCouldBreakTheMessage() {
        assertRefused("", "a", "A field name must not be empty (RFC 9110 5.1).");
        assertRefused(
                "X Y",
                "a",
                "The field name has the character U+0020 at index 1, which no token may have" + " (RFC 9110 5.6.2).");
        assertRefused(
                "X:",
                "a",
                "The field name has the character U+003A at index 1, which no token may have" + " (RFC 9110 5.6.2).");
        assertRefused(
                "X\r\nY",
                "a",
                "The field name has the character U+000D at index 1, which no token may have" + " (RFC 9110 5.6.2).");
        assertRefused(
                "X\u212a",
                "a",
                "The field name has the character U+212A at index 1, which no token may have" + " (RFC 9110 5.6.2).");
        assertRefused(
                "Location",
                "/a\r\nX: y",
                "The value of the field Location has the character U+000D at index 2,"
                        + " which no field value may have (RFC 9110 5.5).");
        for (String bad : new String[] {"\n", "\0", "\u0001", "\u001f", "\u007f", "\u0100", "\u560a", "\u20ac"}) {
            assertRefused(
                    "X",
                    bad,
                    String.format(
                            "The value of the field X has the character U+%04X at index 0,"
                                    + " which no field value may have (RFC 9110 5.5).",
                            (int) bad.charAt(0)));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Fields.builder().add("X", "a".repeat(2_100_000)).build())
                .withMessageContaining("2,097,151");
    }

    @Test
    @DisplayName("the iterator ends")
    void iteratorHasAnEnd() {
        Iterator<Map.Entry<String, String>> iterator = Fields.empty().iterator();

        assertThat(iterator.hasNext()).isFalse();
        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
    }

    private static void assertRefused(String name, String value, String sentence) {
        Fields.Builder builder = Fields.builder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.add(name, value))
                .withMessage(sentence);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.set(name, value))
                .withMessage(sentence);
        assertThat(builder.build()).isEmpty();
    }
}
