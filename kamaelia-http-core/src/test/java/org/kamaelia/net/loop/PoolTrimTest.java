package org.kamaelia.net.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.axon.ByteAccount;

@DisplayName("The pools of an event loop")
@Timeout(30)
class PoolTrimTest {
    private static final long SECOND = 1_000_000_000L;

    private final LoopMemory memory = new LoopMemory();
    private final BufferPool pool = memory.pool(100, 8);

    private List<IoBuffer> lend(int count) {
        List<IoBuffer> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(pool.acquire());
        }
        return all;
    }

    @Test
    @DisplayName("count what is lent for its holder, and what is unused for the loop")
    void countWhatIsLentAndUnused() {
        ByteAccount holder = new ByteAccount(memory.held());
        IoBuffer buffer = pool.acquire(holder);
        assertThat(holder.bytes()).isEqualTo(100);
        assertThat(memory.bytes()).isEqualTo(100);
        buffer.release();
        assertThat(holder.bytes()).isZero();
        assertThat(memory.held().bytes()).isZero();
        assertThat(memory.bytes()).isEqualTo(100);
    }

    @Test
    @DisplayName("give up the buffers that were not needed for a second, and all of them when nothing happens")
    void giveUpWhatIsNotNeeded() {
        lend(6).forEach(IoBuffer::release);
        memory.nanosToTrim(0);
        memory.trim(SECOND); // six were in use since the last time
        assertThat(pool.unused()).isEqualTo(6);
        lend(2).forEach(IoBuffer::release);
        memory.trim(2 * SECOND);
        assertThat(pool.unused()).isEqualTo(2);
        memory.trim(3 * SECOND);
        assertThat(pool.unused()).isZero();
        assertThat(memory.bytes()).isZero();
        assertThat(memory.nanosToTrim(3 * SECOND)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    @DisplayName("are empty some seconds after the last use, although the loop sleeps")
    void areEmptyAfterAWhile() {
        try (EventLoops loops = EventLoops.create(1)) {
            EventLoop loop = loops.all().get(0);
            loop.execute(() -> loop.readBuffers().acquire().release());
            await().until(() -> loop.memory().bytes() > 0);
            await().until(() -> loop.memory().bytes() == 0);
        }
    }
}
