package org.kamaelia.http.route;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;

@DisplayName("A path or method that would never match as it is meant is refused with what to write instead")
class RouteSyntaxTest {
    private static final HandlerFactory SOME = HandlerFactory.oneShot(request -> Response.of(204));

    private static void register(String path) {
        ResourceGlue.of().at(path, SOME);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            /a/**              ! has the segment **                    ! /a/
            /a/*               ! has an asterisk, but there are no     ! /a/
            /**                ! has the segment **                    ! /
            *                  ! does not begin with a slash           ! /
            **                 ! does not begin with a slash           ! /
            /*                 ! has an asterisk                       ! /
            /a/*/b             ! has an asterisk                       ! /a/{name2}/b
            /a/**/b            ! has the segment **                    ! /a/
            /*.html            ! has an asterisk                       ! /{name}
            /a*                ! has an asterisk                       ! /{name}
            /a/{*rest}         ! has the segment {*rest}               ! /a/
            /a/{rest...}       ! has the segment {rest...}             ! /a/
            /a/{rest:.*}       ! has the segment {rest:.*}             ! /a/
            /u/{id:[0-9]+}     ! has a regular expression              ! /u/{id}
            /u/{id:[0-9]{3}}/x ! has a regular expression              ! /u/{id}/x
            /u/{id:[^/]+}      ! has a regular expression              ! /u/{id}
            /u/:id             ! has the segment :id, but a variable   ! /u/{id}
            /u/:id/x/:name     ! has the segment :id                   ! /u/{id}/x/{name}
            hello              ! does not begin with a slash           ! /hello
            hello/**           ! does not begin with a slash           ! /hello/
            http://h/a         ! is a whole URI                        ! /a
            https://h:1/a?b    ! is a whole URI                        ! /a
            http://h           ! is a whole URI                        ! /
            /a?b=c             ! has a query or a fragment             ! /a
            /a#b               ! has a query or a fragment             ! /a
            /a/?b/c            ! has a query or a fragment             ! /a/
            /a//b              ! has an empty segment                  ! /a/b
            //a                ! has an empty segment                  ! /a
            //                 ! has an empty segment                  ! /
            /a/../b            ! can never match                       ! /b
            /a/./b             ! can never match                       ! /a/b
            /a/.               ! can never match                       ! /a/
            /%41               ! can never match                       ! /A
            /%41/{id}          ! can never match                       ! /A/{id}
            /{id}/../b         ! can never match                       ! /b
            /sl%2fash          ! can never match                       ! /sl%2Fash
            /gr\u00fc\u00df    ! can never match                       ! /gr%C3%BC%C3%9F
            /\ud83d\ude00      ! can never match                       ! /%F0%9F%98%80
            /a b               ! can never match                       ! /a%20b
            /100%              ! can never match                       ! /100%25
            /a%zz              ! can never match                       ! /a%25zz
            /a|b               ! can never match                       ! /a%7Cb
            /a\\b              ! can never match                       ! /a%5Cb
            """)
    @DisplayName(
            "a path of another router's syntax, a path that is not normalised, or one in another encoding is refused with a correction")
    void pathOfAnotherRouterIsRefusedWithACorrection(String path, String why, String better) {
        assertThatThrownBy(() -> register(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The path \"" + path + "\" ")
                .hasMessageContaining(why)
                .hasMessageEndingWith("write \"" + better + "\"");
        assertThatCode(() -> register(better)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            /a{id}             ! neither plain text nor {name}
            /{a}-{b}           ! neither plain text nor {name}
            /{id}.json         ! neither plain text nor {name}
            /{id?}             ! neither plain text nor {name}
            /a/{b              ! neither plain text nor {name}
            /a}                ! neither plain text nor {name}
            /a{$}              ! neither plain text nor {name}
            /{$}/a             ! neither plain text nor {name}
            /{}                ! a variable without a name
            /{id}/{id}         ! has two segments {id}; give each a name of its own
            /..                ! leads above the root
            /a/%00             ! an encoded control character
            """)
    @DisplayName("a path that cannot be corrected is refused with a sentence that says what is wrong")
    void pathThatCannotBeCorrectedSaysWhatIsWrong(String path, String why) {
        assertThatThrownBy(() -> register(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(path)
                .hasMessageContaining(why)
                .hasMessageNotContaining("write \"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    @DisplayName("an empty path is refused")
    void emptyPathIsRefused(String path) {
        assertThatThrownBy(() -> register(path)).hasMessage("The path is empty; write \"/\"");
    }

    @ParameterizedTest
    @CsvSource({"' /a', /a", "'/a ', /a", "'/a\t', /a"})
    @DisplayName("white space around a path is refused")
    void whiteSpaceAroundAPathIsRefused(String path, String better) {
        assertThatThrownBy(() -> register(path)).hasMessageEndingWith("write \"" + better + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/{$}",
                "/a/",
                "/a/{$}",
                "/{id}",
                "/a/{id}/",
                "/a/{id}/{$}",
                "/a/{_x-1}",
                "/a%20b",
                "/sl%2Fash",
                "/things:batch",
                "/a;v=1,2",
                "/~me/@you/$1",
                "/...",
                "/.well-known/x",
                "/a/..b"
            })
    @DisplayName("a path that can match as meant is accepted")
    void pathThatCanMatchIsAccepted(String path) {
        assertThatCode(() -> register(path)).doesNotThrowAnyException();
        assertThatCode(() -> ResourceGlue.checkPath(path)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"get, GET", "Get, GET", "options, OPTIONS", "pAtCh, PATCH", "propfind, PROPFIND", "' get ', GET"})
    @DisplayName("a method that differs from a well-known one only in case is refused, RFC 9110 9.1")
    void methodInTheWrongCaseIsRefused(String method, String better) {
        assertThatThrownBy(() -> ResourceGlue.of().at("/", method, SOME))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + method + "\"")
                .hasMessageEndingWith("write \"" + better + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET,POST", "GET, POST", "GET POST", "GET|POST", "get/post", "GET;HEAD"})
    @DisplayName("several methods in one string are refused")
    void severalMethodsInOneStringAreRefused(String method) {
        assertThatThrownBy(() -> ResourceGlue.of().at("/", method, SOME))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write each by itself");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "GE T", "G\u00c9T", "GET\n"})
    @DisplayName("a name that is no method is refused")
    void nameThatIsNoMethodIsRefused(String method) {
        assertThatThrownBy(() -> ResourceGlue.of().at("/", method, SOME)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("another method is a token in any case, RFC 9110 9.1")
    void anotherMethodIsATokenInAnyCase() {
        for (String method : new String[] {"LINK", "purge", "M-SEARCH", "X|Y"}) {
            assertThatCode(() -> ResourceGlue.of().at("/", method, SOME)).doesNotThrowAnyException();
        }
    }
}
