package org.kamaelia.http.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.Response;

@DisplayName("Content-Disposition (RFC 6266)")
class ContentDispositionTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a.txt            | attachment; filename="a.txt"
            a b;c=d.txt      | attachment; filename="a b;c=d.txt"
            say "hi".txt     | attachment; filename="say \\"hi\\".txt"
            C:\\dir\\a       | attachment; filename="C:\\\\dir\\\\a"
            Übersicht.pdf    | attachment; filename="_bersicht.pdf"; filename*=UTF-8''%C3%9Cbersicht.pdf
            € rates.txt      | attachment; filename="_ rates.txt"; filename*=UTF-8''%E2%82%AC%20rates.txt
            文書😀.txt        | attachment; filename="___.txt"; filename*=UTF-8''%E6%96%87%E6%9B%B8%F0%9F%98%80.txt
            100%25.txt       | attachment; filename="100%25.txt"; filename*=UTF-8''100%2525.txt
            it's (1)*.txt    | attachment; filename="it's (1)*.txt"
            """)
    @DisplayName("a name is sent in filename, and in filename* (RFC 8187) if it has other characters than plain ASCII")
    void writesNames(String name, String value) {
        assertThat(ContentDisposition.attachment(name)).hasToString(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nSet-Cookie: x=1", "a\0b", "a\u007fb", "a\u2028b", "\ud800.txt", "é\r\n.txt"})
    @DisplayName("control characters never reach the field, in either form")
    void controlCharactersDoNotReachTheField(String name) {
        assertThat(ContentDisposition.attachment(name).toString())
                .matches("[ -~]+")
                .doesNotContain("%0D", "%0A", "%00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.txt", "say \"hi\".txt", "Übersicht 2031 (1)'s.pdf", "文書😀.txt", "100%25.txt", "€"})
    @DisplayName("what is written is read back")
    void readsWhatItWrites(String name) {
        ContentDisposition inline = ContentDisposition.inline(name);
        assertThat(ContentDisposition.parse(inline.toString())).isEqualTo(inline);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "null", textBlock = """
            INLINE                                                     | inline     | null
            attachment; filename=plain.txt                             | attachment | plain.txt
            attachment; filename="old.txt"; filename*=UTF-8''n%C3%A9w.txt | attachment | néw.txt
            attachment; filename*=UTF-8''n%C3%A9w.txt; filename="old.txt" | attachment | néw.txt
            attachment; filename*=iso-8859-1'en'%A3%20rates            | attachment | £ rates
            attachment; filename="old.txt"; filename*=UTF-8''%ZZ       | attachment | old.txt
            attachment; filename="../../etc/passwd"                    | attachment | passwd
            attachment; filename="C:\\dir\\a.txt"                      | attachment | a.txt
            """)
    @DisplayName("filename* precedes filename, and only the last segment of a path counts (section 4.3)")
    void reads(String value, String type, String name) {
        assertThat(ContentDisposition.parse(value)).isEqualTo(new ContentDisposition(type, name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";", "attachment; filename=\"open", "attachment; filename=a; filename=b", "a b"})
    @DisplayName("a malformed value is none")
    void malformedIsNone(String value) {
        assertThat(ContentDisposition.parse(value)).isNull();
        assertThat(ContentDisposition.parse(null)).isNull();
    }

    @Test
    @DisplayName("it replaces the field of a response, and two fields are none")
    void isOnResponses() {
        Response response =
                ContentDisposition.attachment("a").on(Response.text("").header("Content-Disposition", "inline"));
        assertThat(response.fields().all("content-disposition")).containsExactly("attachment; filename=\"a\"");
        assertThat(ContentDisposition.of(response.fields())).isEqualTo(ContentDisposition.attachment("a"));
        assertThat(ContentDisposition.of(
                        response.header("Content-Disposition", "inline").fields()))
                .isNull();
        assertThatThrownBy(() -> new ContentDisposition("a;b", null)).isInstanceOf(IllegalArgumentException.class);
    }
}
