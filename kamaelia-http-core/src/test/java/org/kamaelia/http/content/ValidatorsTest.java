package org.kamaelia.http.content;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.Response;
import org.kamaelia.http.syntax.EntityTag;
import org.kamaelia.http.syntax.HttpDate;

@DisplayName("Validators, RFC 9110 8.8")
class ValidatorsTest {
    @Test
    @DisplayName("a modification date is never in the future, 8.8.2.1")
    void modificationDateIsNeverInTheFuture() {
        long before = Validators.clock();
        Response response = Validators.of(null, before + 86_400).on(Response.text("a"));
        assertThat(Validators.of(response).modified()).isBetween(before, Validators.clock());
    }

    @Test
    @DisplayName("are written and read back")
    void areWrittenAndReadBack() {
        Validators validators = Validators.of(EntityTag.weak("1"), 1_000_000_000L);
        Response response = validators.on(Response.text("a").header("ETag", "\"other\""));
        assertThat(response.fields().all("ETag")).containsExactly("W/\"1\"");
        assertThat(Validators.of(response)).isEqualTo(validators);
    }

    @Test
    @DisplayName("that are malformed or missing do not count")
    void thatAreMalformedOrMissingDoNotCount() {
        Response response = Response.text("a").header("ETag", "1").header("Last-Modified", "yesterday");
        assertThat(Validators.of(response)).isEqualTo(Validators.of(null, HttpDate.NONE));
        assertThat(Validators.of(Response.text("a"))).isEqualTo(Validators.of(null, HttpDate.NONE));
    }
}
