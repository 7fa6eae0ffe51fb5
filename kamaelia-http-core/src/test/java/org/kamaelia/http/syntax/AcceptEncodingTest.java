package org.kamaelia.http.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The choice of a content coding, RFC 9110 12.5.3")
class AcceptEncodingTest {
    @ParameterizedTest(name = "{0}: {1}")
    @DisplayName("is the one that the client prefers, and the server's first among equals")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            gzip                                | gzip
            GZIP                                | gzip
            x-gzip                              | gzip
            gzip, br                            | br
            br;q=0.5, gzip                      | gzip
            gzip;q=0.001                        | gzip
            gzip ; Q=1.000                      | gzip
            *                                   | br
            *;q=0.1                             | br
            br;q=0, *                           | gzip
            br;q=0, gzip;q=0                    | none
            gzip;q=0                            | none
            gzip;q=0.000                        | none
            gzip;q=0, *;q=0                     | none
            *;q=0                               | none
            identity                            | none
            identity, gzip;q=0.5                | none
            identity;q=0.5, gzip;q=0.5          | gzip
            identity;q=0.5, gzip;q=1            | gzip
            identity;q=0, gzip                  | gzip
            identity;q=0                        | none
            *;q=0, gzip;q=0.2                   | gzip
            deflate, zstd                       | none
            gzip;q=2                            | none
            gzip;q=0.1234                       | none
            gzip;q=-1                           | none
            gzip;q=                             | none
            gzip;q=1.5                          | none
            gzip;level=9                        | none
            ,,gzip,,                            | gzip
            gzip2                               | none
            *;q=0.5, gzip;q=0.1, br;q=0         | none
            """)
    void choosesByTheWeightsOfTheClient(String value, String expected) {
        String chosen = AcceptEncoding.of(value).choose("br", "gzip");
        assertThat(chosen == null ? "none" : chosen).isEqualTo(expected);
    }

    @Test
    @DisplayName("is none without the field, and where it is empty")
    void isNoneWithoutTheFieldOrWithAnEmptyOne() {
        assertThat(AcceptEncoding.of(null).choose("gzip")).isNull();
        assertThat(AcceptEncoding.of("").choose("gzip")).isNull();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @DisplayName("is free not to code at all, unless the client forbids it")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            gzip                 | true
            *                    | true
            *;q=0                | false
            identity;q=0         | false
            identity;q=0.1, *;q=0| true
            identity;q=0, *      | false
            """)
    void mayBeIdentityUnlessForbidden(String value, boolean accepted) {
        assertThat(AcceptEncoding.of(value).acceptsIdentity()).isEqualTo(accepted);
    }
}
