package org.kamaelia.http.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A value with parameters, RFC 9110 5.6.6")
class ParameterizedValueTest {
    private static Parameterized read(String value) {
        Parameterized read = Parameterized.of(value);
        assertThat(read).as(value).isNotNull();
        return read;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '^', textBlock = """
            a;p=x                    ! x
            a; P=x ; q=y             ! x
            a;p="x y"                ! x y
            a;p=""                   ! ^^
            a;p=                     ! ^^
            a;;p=x;                  ! x
            a;p="a;b=c"              ! a;b=c
            a;p="x\\"y"              ! x"y
            a;p="x\\\\y"             ! x\\y
            a;p=x;p=x                ! x
            """)
    @DisplayName("names are compared in any case, quotes are taken off, and a backslash escapes a quote or a backslash")
    void namesAreCaseInsensitiveAndQuotesAreTakenOff(String value, String expected) {
        assertThat(read(value).name()).isEqualTo("a");
        assertThat(read(value).parameter("p")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '^', textBlock = """
            a;p=f[]                  ! f[]
            a;p=f[0][name];q=r       ! f[0][name]
            a;p=--=_x/y:z?(1),@      ! --=_x/y:z?(1),@
            a;p=my file.txt ; q=r    ! my file.txt
            a;p="C:\\dir\\a.txt"     ! C:\\dir\\a.txt
            a;p="dir\\"              ! dir\\
            a;p="dir\\"; q="r"       ! dir\\
            a;p="a\\b\\";q="c\\"     ! a\\b\\
            """)
    @DisplayName("values without their quotes, and backslashes as browsers write them, are understood")
    void valuesWithoutTheirQuotesAreUnderstood(String value, String expected) {
        assertThat(read(value).parameter("p")).isEqualTo(expected);
    }

    @Test
    @DisplayName("a backslash before the closing quote takes no parameter away")
    void backslashBeforeTheQuoteTakesNoParameterAway() {
        assertThat(read("a;p=\"dir\\\"; q=\"r\"").parameter("q")).isEqualTo("r");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";p=x",
                "a;p",
                "a;=x",
                "a;p =x",
                "a;p= x",
                "a;p=x\"y",
                "a;p=x\"y\"",
                "a;p=\"x",
                "a;p=\"x\"y",
                "a;p=\"x\" y",
                "a;p=\"x\"\"y\"",
                "a;p=x;p=y",
                "a;p=x;P=\"y\"",
                "a;p q=x",
                "a;p=\"x\\\"y"
            })
    @DisplayName("a value that two readers could read in two ways is malformed")
    void ambiguousValueIsMalformed(String value) {
        assertThat(Parameterized.of(value)).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            UTF-8''na%C3%AFve.txt          ! na\u00efve.txt
            utf-8'en'%e2%82%ac%20rates     ! \u20ac rates
            iso-8859-1'en'%A3%20rates      ! \u00a3 rates
            utf-8''                        ! ''
            utf-8''a'b(c).txt              ! a'b(c).txt
            """)
    @DisplayName("the value of a parameter with an asterisk is decoded, RFC 8187 3.2.3")
    void extendedValueIsDecoded(String value, String expected) {
        assertThat(ExtendedValue.decode(value)).isEqualTo(expected.equals("''") ? "" : expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "UTF-8'x",
                "UTF-8''%",
                "UTF-8''%4",
                "UTF-8''%zz",
                "UTF-8''%ff",
                "UTF-8''a%00b",
                "UTF-8''\u00e4",
                "UTF-16''x",
                "''x"
            })
    @DisplayName("a malformed extended value, one in another charset, or one that holds NUL is nothing, RFC 8187 3.2.3")
    void malformedExtendedValueIsNothing(String value) {
        assertThat(ExtendedValue.decode(value)).isNull();
    }
}
