package org.kamaelia.net.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.ByteAccount;

@DisplayName("Buffers")
class BuffersTest {

    private final ByteAccount lent = new ByteAccount();
    private final BufferPool pool = new BufferPool(64, 2, lent);

    @Test
    @DisplayName("a pool lends direct buffers of its size, empty, the one given back last first")
    void poolLendsEmptyDirectBuffersLastReturnedFirst() {
        IoBuffer first = pool.acquire();
        IoBuffer second = pool.acquire();
        assertThat(first.bytes().isDirect()).isTrue();
        assertThat(first.bytes().capacity()).isEqualTo(64);
        assertThat(first.isPooled()).isTrue();
        assertThat(second).isNotSameAs(first);
        first.bytes().position(10).limit(20);
        second.release();
        first.release();
        IoBuffer again = pool.acquire();
        assertThat(again).isSameAs(first);
        assertThat(again.bytes().position()).isZero();
        assertThat(again.bytes().limit()).isEqualTo(64);
        assertThat(pool.acquire()).isSameAs(second);
    }

    @Test
    @DisplayName("a pool keeps no more unused buffers than it may")
    void poolKeepsBoundedNumberOfUnusedBuffers() {
        List<IoBuffer> lent = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            lent.add(pool.acquire());
        }
        lent.forEach(IoBuffer::release);
        assertThat(pool.acquire()).isSameAs(lent.get(1));
        assertThat(pool.acquire()).isSameAs(lent.get(0));
        assertThat(lent).doesNotContain(pool.acquire());
    }

    @Test
    @DisplayName("a buffer goes back when the last of its holders releases it")
    void bufferGoesBackWhenItsLastHolderReleasesIt() {
        IoBuffer buffer = pool.acquire();
        buffer.retain();
        buffer.retain();
        buffer.release();
        buffer.release();
        assertThat(pool.acquire()).isNotSameAs(buffer);
        buffer.release();
        assertThat(pool.acquire()).isSameAs(buffer);
    }

    @Test
    @DisplayName("a buffer over memory of another owner gives that back, once")
    void bufferOverForeignMemoryGivesItBackOnce() {
        int[] released = {0};
        IoBuffer buffer = IoBuffer.holding(ByteBuffer.allocate(3), () -> released[0]++);
        buffer.retain();
        buffer.release();
        assertThat(released).containsExactly(0);
        buffer.release();
        assertThat(released).containsExactly(1);
        assertThat(buffer.isPooled()).isFalse();
        IoBuffer.wrap(ByteBuffer.allocate(3)).release();
    }

    @Test
    @DisplayName(
            "a buffer that one of its holders leaves no longer counts after its last release, and serves nobody else")
    void bufferThatIsLeftServesNobodyElse() {
        IoBuffer buffer = pool.acquire();
        buffer.retain();
        buffer.leave();
        assertThat(lent.bytes()).isEqualTo(64);
        buffer.release();
        assertThat(lent.bytes()).isZero();
        assertThat(pool.unused()).isZero();
    }

    @Test
    @DisplayName("a buffer is appended to behind its limit, while it is being read")
    void bufferIsAppendedToWhileItIsBeingRead() {
        IoBuffer buffer = IoBuffer.wrap(ByteBuffer.allocateDirect(16).limit(0));
        assertThat(buffer.space()).isEqualTo(16);
        buffer.append("xabcx".getBytes(StandardCharsets.US_ASCII), 1, 3);
        assertThat(buffer.bytes().get()).isEqualTo((byte) 'a');
        buffer.append((byte) 'd');
        ByteBuffer source =
                ByteBuffer.wrap("-efg".getBytes(StandardCharsets.US_ASCII)).position(1);
        buffer.append(source);
        assertThat(source.remaining()).isEqualTo(3);
        assertThat(buffer.remaining()).isEqualTo(6);
        assertThat(buffer.space()).isEqualTo(9);
        assertThat(StandardCharsets.US_ASCII.decode(buffer.bytes()).toString()).isEqualTo("bcdefg");
    }
}
