package org.kamaelia.http.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.StatusException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

class NegotiationTest {
    private static final List<MimeType> OFFERED =
            MimeTypeUtils.parseMimeTypes("application/vnd.x+json, application/json, text/plain;charset=UTF-8");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/*                                              | application/vnd.x+json",
                "application/json                                 | application/json",
                "APPLICATION/JSON                                 | application/json",
                "application/*                                    | application/vnd.x+json",
                "application/*+json                               | application/vnd.x+json",
                "text/*                                           | text/plain;charset=UTF-8",
                "text/plain, */*                                  | text/plain;charset=UTF-8",
                "application/json, application/vnd.x+json         | application/json",
                "application/json;q=0.5, text/plain;q=0.6         | text/plain;charset=UTF-8",
                "application/json;q=0, */*                        | application/vnd.x+json",
                "application/*;q=0, */*;q=0.1                     | text/plain;charset=UTF-8",
                "*/*;q=0.1, application/vnd.x+json;q=0, image/png | application/json",
                "text/html, image/gif, */*;q=0.2                  | application/vnd.x+json",
            })
    @DisplayName(
            "selects the type with the highest weight in Accept; the most precise range gives the weight, RFC 9110 12.5.1")
    void choosesTheTypeWithTheHighestWeight(String accept, String expected) {
        assertThat(OFFERED.get(Negotiation.choose(OFFERED, accept).index())).hasToString(expected);
    }

    @Test
    @DisplayName("without Accept selects the first offered type, as not named by the client")
    void choosesTheFirstTypeWithoutAccept() {
        assertThat(Negotiation.choose(OFFERED, null)).isEqualTo(new Negotiation(0, false));
        assertThat(Negotiation.choose(OFFERED, "")).isEqualTo(new Negotiation(0, false));
        assertThat(Negotiation.choose(OFFERED, "*/*")).isEqualTo(new Negotiation(0, false));
        assertThat(Negotiation.choose(OFFERED, "application/vnd.x+json")).isEqualTo(new Negotiation(0, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"image/png", "*/*;q=0", "*/json", "text", "text/plain;q=x", ",;", "application/json;q=0"})
    @DisplayName("refuses with 406 when nothing is acceptable or Accept is malformed")
    void refusesWith406IfNothingIsAcceptable(String accept) {
        assertThatThrownBy(() -> Negotiation.choose(OFFERED, accept))
                .isInstanceOfSatisfying(
                        StatusException.class, e -> assertThat(e.status()).isEqualTo(406));
    }
}
