package org.kamaelia.http.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A pattern of paths")
class PathGlobTest {
    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource({
        "/a, /a, true",
        "/a, /ab, false",
        "/*.js, /x.js, true",
        "/*.js, /.js, true",
        "/*.js, /d/x.js, false",
        "/**, /, true",
        "/**, /a/b, true",
        "/**/x, /x, true",
        "/**/x, /a/b/x, true",
        "/**/x, /ax, false",
        "/a/**/b, /a/b, true",
        "/a/**/b, /a/x/y/b, true",
        "/a/**/b, /ab, false",
        "/?, /a, true",
        "/?, //, false",
        "/a**b, /axx/xxb, true",
        "/a?c, /abc, true",
        "/**/*-*.css, /x/y/a-b.css, true",
    })
    @DisplayName("has the wildcards ?, * and **")
    void hasWildcards(String pattern, String path, boolean expected) {
        assertThat(new PathGlob(pattern).matches(path)).isEqualTo(expected);
    }

    private static String expression(String glob) {
        StringBuilder built = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            if (glob.startsWith("/**/", i)) {
                built.append("/(?:.*/)?");
                i += 3;
            } else if (glob.startsWith("**", i)) {
                built.append(".*");
                i++;
            } else {
                char c = glob.charAt(i);
                built.append(c == '*' ? "[^/]*" : c == '?' ? "[^/]" : Pattern.quote(String.valueOf(c)));
            }
        }
        return built.toString();
    }

    @Test
    @DisplayName("matches what the regular expression of the same meaning matches, in 20,000 random cases")
    void agreesWithARegularExpression() {
        Random random = new Random(7);
        String[] pieces = {"a", "b", "/", "*", "**", "/**/", "?"};
        for (int i = 0; i < 20_000; i++) {
            StringBuilder glob = new StringBuilder("/");
            StringBuilder path = new StringBuilder("/");
            for (int n = random.nextInt(7); n > 0; n--) {
                glob.append(pieces[random.nextInt(pieces.length)]);
            }
            for (int n = random.nextInt(9); n > 0; n--) {
                path.append("ab/".charAt(random.nextInt(3)));
            }
            boolean expected = Pattern.compile(expression(glob.toString()), Pattern.DOTALL)
                    .matcher(path)
                    .matches();
            assertThat(new PathGlob(glob.toString()).matches(path))
                    .as("%s and %s", glob, path)
                    .isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("reads each character of a path once, whatever the pattern and the path are")
    void readsEachCharacterOnce() {
        long[] reads = {0};
        CharSequence path = new CharSequence() {
            @Override
            public int length() {
                return 100_000;
            }

            @Override
            public char charAt(int index) {
                reads[0]++;
                return "/x".charAt(index % 2);
            }

            @Override
            public CharSequence subSequence(int start, int end) {
                throw new UnsupportedOperationException();
            }
        };
        assertThat(new PathGlob("/**/x/**/x/**/x/**/x/**/x/**/y").matches(path)).isFalse();
        assertThat(reads[0]).isEqualTo(100_000);
    }
}
