package org.kamaelia.http.http1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kamaelia.http.syntax.Fault;
import org.kamaelia.http.syntax.Refusal;

@DisplayName("Every fault")
class FaultTest {

    @ParameterizedTest
    @EnumSource
    @DisplayName("has a status of the client or the server and one sentence that ends with its clause")
    void hasAnErrorStatusAndASentenceWithItsClause(Fault fault) {
        Refusal refusal = Fault.refusal(fault.code());

        assertThat(fault.code()).isNegative();
        assertThat(refusal.status()).isIn(400, 414, 417, 431, 501, 505);
        assertThat(refusal.reason()).matches("[A-Z][\\x20-\\x7e]* \\(RFC \\d{4} [\\d.]+(, RFC \\d{4} [\\d.]+)?\\)\\.");
    }
}
