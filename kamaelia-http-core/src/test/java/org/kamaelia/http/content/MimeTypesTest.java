package org.kamaelia.http.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Media types")
class MimeTypesTest {
    @Test
    @DisplayName("are listed once for each extension, in lower case, and well-formed")
    void areListedOnceForEachExtension() throws IOException {
        List<String[]> lines;
        try (BufferedReader table = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(MimeTypes.class.getResourceAsStream("media-types.txt")),
                StandardCharsets.US_ASCII))) {
            lines = table.lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(line -> line.split(" "))
                    .toList();
        }
        assertThat(lines).hasSizeGreaterThan(400);
        assertThat(lines)
                .extracting(words -> words[0])
                .doesNotHaveDuplicates()
                .allMatch(type -> type.matches(
                        "(application|audio|chemical|font|image|message|model|text|video)/[a-z0-9][a-z0-9.+-]*"));
        assertThat(lines.stream().flatMap(words -> Arrays.stream(words).skip(1)))
                .doesNotHaveDuplicates()
                .allMatch(extension -> extension.matches("[a-z0-9]+"));
        assertThat(lines).allMatch(words -> words.length > 1);
    }

    @Test
    @DisplayName("are found by the text behind the last dot, in any case")
    void areFoundByTheLastExtensionInAnyCase() {
        MimeTypes types = MimeTypes.standard();
        assertThat(types.of("a.b.HTML")).isEqualTo("text/html; charset=utf-8");
        assertThat(types.of("html")).isEqualTo("application/octet-stream");
        assertThat(types.of("a.")).isEqualTo("application/octet-stream");
        assertThat(types.of(".html")).isEqualTo("text/html; charset=utf-8");
    }

    @Test
    @DisplayName("can be replaced, text getting its charset unless it has one")
    void canBeReplacedAndTextGetsItsCharset() {
        MimeTypes types = MimeTypes.standard()
                .with("FOO", "text/x-foo")
                .with("txt", "text/plain; charset=iso-8859-1")
                .with("bar", "application/x-bar");
        assertThat(types.of("a.foo")).isEqualTo("text/x-foo; charset=utf-8");
        assertThat(types.of("a.txt")).isEqualTo("text/plain; charset=iso-8859-1");
        assertThat(types.of("a.bar")).isEqualTo("application/x-bar");
        assertThat(MimeTypes.standard().of("a.foo")).isEqualTo("application/octet-stream");
    }

    @Test
    @DisplayName("are refused where they are malformed, with a sentence that says what to write")
    void thatAreMalformedAreRefusedWithASentence() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MimeTypes.standard().with(".js", "text/javascript"))
                .withMessageContaining("without its dot");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MimeTypes.standard().with("js", "javascript"))
                .withMessageContaining("such as text/plain");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MimeTypes.standard().with("js", "text/javascript\r\nX: y"))
                .withMessageContaining("such as text/plain");
    }
}
