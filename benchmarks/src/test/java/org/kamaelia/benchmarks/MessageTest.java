package org.kamaelia.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MessageTest {
    @Test
    @DisplayName("escapes what a JSON string may not have, RFC 8259 section 7")
    void escapes() {
        assertThat(new Message("a\"b\\c\n\u0001\u001f\u00e9").toJson())
                .isEqualTo("{\"message\":\"a\\\"b\\\\c\\u000a\\u0001\\u001f\u00e9\"}");
    }
}
