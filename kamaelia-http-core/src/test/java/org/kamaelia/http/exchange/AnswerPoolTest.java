package org.kamaelia.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.net.loop.IdleLoop;

@DisplayName("The answers of an event loop that are kept for reuse")
class AnswerPoolTest {
    @Test
    @DisplayName("the answer that came back last is taken first, whatever connection it served")
    void newestFirst() {
        AnswerPool pool = AnswerPool.of(IdleLoop.create());
        Answer first = pool.take();
        Answer second = pool.take();

        pool.give(first);
        pool.give(second);

        assertThat(pool.take()).isSameAs(second);
        assertThat(pool.take()).isSameAs(first);
        assertThat(pool.take()).isNotIn(first, second);
    }

    @Test
    @DisplayName("64 are kept, those that come back after that are left to the garbage collector")
    void bounded() {
        AnswerPool pool = AnswerPool.of(IdleLoop.create());
        Set<Answer> made = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 100; i++) {
            made.add(pool.take());
        }

        made.forEach(pool::give);

        for (int i = 0; i < 64; i++) {
            assertThat(made.remove(pool.take())).isTrue();
        }
        assertThat(made).doesNotContain(pool.take());
    }
}
