package org.kamaelia.http.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Each resource has one normal path")
class NormalPathTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /a                | /a
            /a/               | /a/
            /                 | /
            /%61dmin          | /admin
            /a%20b            | /a b
            /caf%C3%A9        | /café
            /caf%c3%a9        | /café
            /photo[1].jpg     | /photo[1].jpg
            /photo%5B1%5D.jpg | /photo[1].jpg
            /a%2Fb            | /a%2Fb
            /a%2fb            | /a%2Fb
            /a%5cb            | /a%5Cb
            /a%25             | /a%25
            /%2561dmin        | /%2561dmin
            /%252e%252e/a     | /%252e%252e/a
            /a%3Bb            | /a;b
            /a;b=c            | /a;b=c
            /..;/a            | /..;/a
            /a/..;/b          | /a/..;/b
            /a.               | /a.
            /...              | /...
            /.a               | /.a
            /a/./b            | /a/b
            /a/../b           | /b
            /a/%2E%2e/b       | /b
            /a/.%2e/b         | /b
            /a/.              | /a/
            /a/..             | /
            /a/b/..           | /a/
            //a               | /a
            /a//b///c//       | /a/b/c/
            //                | /
            /a//../b          | /b
            """)
    @DisplayName("encodings are decoded once, dot segments resolved, empty segments removed")
    void normalFormIs(String path, String normal) {
        assertThat(NormalPath.of(path)).isEqualTo(normal);
        assertThat(NormalPath.of(normal)).as("again").isEqualTo(normal);
        assertThat(NormalPath.fault(path)).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /a%00        | The path has an encoded control character | /a%00
            /a%0d%0Ab    | The path has an encoded control character | /a%0D%0Ab
            /a%7F        | The path has an encoded control character | /a%7F
            /a%C2%85     | The path has an encoded control character | /a%C2%85
            /%C0%AF      | The path is not UTF-8                     | /%C0%AF
            /%c0%ae%c0%ae/a | The path is not UTF-8                  | /%C0%AE%C0%AE/a
            /%FF/b/../c  | The path is not UTF-8                     | /%FF/c
            /%ED%A0%80   | The path is not UTF-8                     | /%ED%A0%80
            /../a        | The path leads above the root             | /a
            /a/../../b   | The path leads above the root             | /b
            /%2e%2e/     | The path leads above the root             | /
            """)
    @DisplayName("a path that is refused has a normal form, too, without control characters and dot segments")
    void refusedPathsHaveANormalForm(String path, String fault, String normal) {
        assertThat(NormalPath.fault(path)).isEqualTo(fault);
        assertThat(NormalPath.of(path)).isEqualTo(normal).isNotSameAs(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a/b.c", "/a/b/", "/a;b", "*", "", "/.a", "/a%2Fb"})
    @DisplayName("a path in its normal form is the same object")
    void normalPathIsTheSameObject(String path) {
        assertThat(NormalPath.of(path)).isSameAs(path);
    }

    @Test
    @DisplayName("the text of a segment has also the characters that stay encoded in a path")
    void textOfASegment() {
        assertThat(NormalPath.text("a%2Fb%5Cc%25d é")).isEqualTo("a/b\\c%d é");
    }
}
