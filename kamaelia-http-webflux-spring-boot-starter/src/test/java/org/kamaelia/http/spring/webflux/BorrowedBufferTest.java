package org.kamaelia.http.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Scheduler;
import org.kamaelia.http.spi.BodyLoan;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.PooledDataBuffer;
import reactor.core.publisher.Mono;

@DisplayName("A large chunk of a request body")
class BorrowedBufferTest {
    private static final int LARGE = 64 * 1024;
    private static final String TEXT = "x".repeat(LARGE);
    private static final String UPLOAD =
            "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " + LARGE + "\r\n\r\n" + TEXT;

    private final Scheduler loop = new Scheduler("loop", System::nanoTime);
    private final Loan loan = new Loan("0123456789");
    private final BorrowedBuffer buffer = borrowed();

    private BorrowedBuffer borrowed() {
        loop.turn(); // this thread is that of the loop
        return new BorrowedBuffer(loan, loop);
    }

    @Test
    @DisplayName("is read without a copy, and its memory goes back at the last release")
    void release() {
        buffer.retain();
        assertThat(buffer.release()).isFalse();
        assertThat(buffer.read()).isEqualTo((byte) '0');
        assertThat(text(buffer)).isEqualTo("123456789");
        assertThat(loan.ends).isEmpty();
        assertThat(buffer.release()).isTrue();
        assertThat(loan.ends).containsExactly("released");
        assertThat(buffer.isAllocated()).isFalse();
    }

    @Test
    @DisplayName("is empty after its release, and cannot be retained or released again")
    void afterRelease() {
        buffer.release();
        assertThat(buffer.readableByteCount()).isZero();
        assertThatIllegalStateException().isThrownBy(buffer::retain);
        assertThatIllegalStateException().isThrownBy(buffer::release);
        assertThat(loan.ends).containsExactly("released");
    }

    @Test
    @DisplayName("gives its memory back on the event loop when another thread releases it")
    void otherThread() throws Exception {
        Thread other = new Thread(buffer::release);
        other.start();
        other.join();
        assertThat(loan.ends).isEmpty();
        loop.turn();
        assertThat(loan.ends).containsExactly("released");
    }

    @Test
    @SuppressWarnings("deprecation")
    @DisplayName("moves into memory of its own before a slice, a view or a write, which stay valid")
    void moves() {
        List<Consumer<DataBuffer>> uses = List.of(
                one -> one.slice(1, 2),
                one -> one.retainedSlice(1, 2),
                one -> one.split(4),
                one -> one.writePosition(4).write((byte) 'x'),
                DataBuffer::readableByteBuffers,
                DataBuffer::writableByteBuffers);
        for (Consumer<DataBuffer> use : uses) {
            Loan one = new Loan("0123456789");
            BorrowedBuffer moving = new BorrowedBuffer(one, loop);
            use.accept(moving);
            assertThat(one.ends).containsExactly("released");
            assertThat(moving.isAllocated()).isTrue();
            moving.release();
            assertThat(one.ends).containsExactly("released");
        }
        buffer.read();
        DataBuffer slice = buffer.slice(1, 2);
        loan.content.put(1, (byte) '?'); // the memory serves somebody else
        assertThat(text(slice)).isEqualTo("12");
        assertThat(text(buffer)).isEqualTo("123456789");
    }

    @Test
    @DisplayName("that is not released before its request ends stays readable, and its memory never serves others")
    void left() {
        buffer.leave();
        assertThat(text(buffer)).isEqualTo("0123456789");
        buffer.release();
        buffer.leave();
        assertThat(loan.ends).containsExactly("left");
    }

    @Test
    @DisplayName("is lent, one for each request, and an application that loses it takes nothing from the budget")
    void lost() {
        List<DataBuffer> lost = new CopyOnWriteArrayList<>();
        try (Served served = Served.with((request, response) ->
                request.getBody().doOnNext(lost::add).then(response.writeWith(Mono.just(Served.buffer("ok")))))) {
            for (int i = 0; i < 3; i++) {
                try (Wire wire = new Wire(served.port()).send(UPLOAD)) {
                    assertThat(wire.readAll()).endsWith("ok");
                }
            }
            Waiting.await()
                    .untilAsserted(() -> assertThat(served.loops().heldBytes()).isZero());
            assertThat(lost.stream().mapToInt(DataBuffer::readableByteCount).sum())
                    .isEqualTo(3 * LARGE);
            assertThat(lost).allSatisfy(one -> assertThat(text(one)).matches("x*"));
        }
    }

    @Test
    @DisplayName("may be sent as the response, without a copy, and is released when it was sent")
    void echo() {
        List<PooledDataBuffer> seen = new CopyOnWriteArrayList<>();
        try (Served served = Served.with((request, response) ->
                        response.writeWith(request.getBody().doOnNext(one -> {
                            if (one instanceof PooledDataBuffer pooled) {
                                seen.add(pooled);
                            }
                        })));
                Wire wire = new Wire(served.port()).send(UPLOAD)) {
            assertThat(wire.readAll()).contains("x".repeat(1_000));
            Waiting.await()
                    .untilAsserted(() -> assertThat(served.loops().heldBytes()).isZero());
            assertThat(seen).noneMatch(PooledDataBuffer::isAllocated);
        }
    }

    private static String text(DataBuffer buffer) {
        return buffer.toString(StandardCharsets.ISO_8859_1);
    }

    private static final class Loan implements BodyLoan {
        private final ByteBuffer content;
        private final List<String> ends = new CopyOnWriteArrayList<>();

        Loan(String text) {
            byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
            this.content = ByteBuffer.allocateDirect(octets.length).put(octets).flip();
        }

        @Override
        public ByteBuffer bytes() {
            return content;
        }

        @Override
        public void release() {
            ends.add("released");
        }

        @Override
        public void leave() {
            ends.add("left");
        }
    }
}
