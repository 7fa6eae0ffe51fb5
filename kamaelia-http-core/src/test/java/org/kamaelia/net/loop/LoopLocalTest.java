package org.kamaelia.net.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What event loops keep for their users")
class LoopLocalTest {

    @Test
    @DisplayName("a value is made once for each loop, when it is read for the first time")
    void makesAValueForEachLoop() {
        AtomicInteger made = new AtomicInteger();
        LoopLocal<Object> local = LoopLocal.of(loop -> {
            made.incrementAndGet();
            return new Object();
        });
        EventLoop one = IdleLoop.create();
        EventLoop other = IdleLoop.create();
        assertThat(made).hasValue(0);
        assertThat(local.get(one)).isSameAs(local.get(one)).isNotSameAs(local.get(other));
        assertThat(made).hasValue(2);
        local.set(one, made);
        assertThat(local.get(one)).isSameAs(made);
    }

    @Test
    @DisplayName("there may be any number of values, which do not touch each other")
    void keepsAnyNumber() {
        EventLoop loop = IdleLoop.create();
        List<LoopLocal<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int value = i;
            all.add(LoopLocal.of(any -> value));
        }
        for (int i = 49; i >= 0; i--) {
            assertThat(all.get(i).get(loop)).isEqualTo(i);
        }
        for (int i = 0; i < 50; i++) {
            assertThat(all.get(i).get(loop)).isEqualTo(i);
        }
    }

    @Test
    @DisplayName("a hook is run after each turn, also one that was added by a task of the loop")
    void runsHooksAfterTurns() throws Exception {
        try (EventLoops loops = EventLoops.create(1)) {
            EventLoop loop = loops.all().get(0);
            CompletableFuture<Integer> done = new CompletableFuture<>();
            AtomicInteger turns = new AtomicInteger();
            loop.execute(() -> {
                loop.afterTurns(() -> {
                    if (turns.incrementAndGet() == 3) {
                        done.complete(turns.get());
                    }
                });
                loop.execute(() -> loop.execute(() -> {})); // one more turn each
            });
            assertThat(done.get(10, TimeUnit.SECONDS)).isEqualTo(3);
        }
    }
}
