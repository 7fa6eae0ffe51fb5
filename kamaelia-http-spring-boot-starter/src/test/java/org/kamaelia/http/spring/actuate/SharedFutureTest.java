package org.kamaelia.http.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A snapshot for the endpoint kamaelia")
class SharedFutureTest {
    @Test
    @DisplayName("is shared by all requests that arrive while it is taken, and a later request gets a new one")
    void isSharedWhileItIsTaken() {
        List<CompletableFuture<String>> made = new ArrayList<>();
        SharedFuture<String> shared = new SharedFuture<>(() -> {
            made.add(new CompletableFuture<>());
            return made.get(made.size() - 1);
        });
        for (int i = 0; i < 32; i++) {
            assertThat(shared.get()).isSameAs(made.get(0));
        }
        assertThat(made).hasSize(1);
        made.get(0).complete("first");
        assertThat(shared.get()).isSameAs(made.get(1)).isNotDone();
        made.get(1).completeExceptionally(new IllegalStateException("blocked"));
        assertThat(shared.get()).isSameAs(made.get(2));
    }
}
