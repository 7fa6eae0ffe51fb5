package org.kamaelia.http.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.StatusException;

class UrlTextTest {
    @Test
    @DisplayName("a query has all values of a name in their order")
    void aQueryHasAllValuesInTheirOrder() {
        assertThat(UrlText.query("a=1&b=x=y&&a=&c&a=2"))
                .containsEntry("a", List.of("1", "", "2"))
                .containsEntry("b", List.of("x=y"))
                .containsEntry("c", List.of(""))
                .hasSize(3);
        assertThat(UrlText.query(null)).isEmpty();
        assertThat(UrlText.query("")).isEmpty();
    }

    @Test
    @DisplayName(
            "names and values of a query are decoded as UTF-8, a plus sign is a space, and a coded one a plus sign")
    void queriesAreDecodedAsForms() {
        assertThat(UrlText.query("%C3%A9+%2B=a%26b%3dc+%e2%82%ac")).containsEntry("é +", List.of("a&b=c €"));
    }

    @Test
    @DisplayName("segments are decoded one by one; empty segments do not count, and a plus sign is a plus sign")
    void segmentsAreDecodedOneByOne() {
        assertThat(UrlText.segments("/a%2Fb//é+/")).containsExactly("a/b", "é+");
        assertThat(UrlText.segments("/")).isEmpty();
        assertThat(UrlText.segments("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%ff", "%c3", "%ed%a0%80", "%c0%af"})
    @DisplayName("a query that is not UTF-8 gets 400")
    void queryThatIsNotUtf8Gets400(String text) {
        assertThatThrownBy(() -> UrlText.query("a=" + text))
                .isInstanceOfSatisfying(
                        StatusException.class, e -> assertThat(e.status()).isEqualTo(400));
    }
}
