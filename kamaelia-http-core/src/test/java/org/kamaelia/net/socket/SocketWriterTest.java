package org.kamaelia.net.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.ByteBound;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Releasable;
import org.kamaelia.axon.Scheduler;
import org.kamaelia.net.loop.FileRegion;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.loop.ShortFile;

@DisplayName("Writing a box to a socket")
class SocketWriterTest {

    private static final int ALL = Integer.MAX_VALUE;
    private static final BoxSpec<IoBuffer> BOX = BoxSpec.of("Written", "inbox", "bytes", 256, IoBuffer::remaining);

    private final Component owner = new Component() {
        @Override
        protected void step() {}
    };
    private final Inbox<IoBuffer> box = new Inbox<>(owner, BOX);
    private final Outbox<IoBuffer> outbox = new Outbox<>(owner, "outbox");
    private final ByteBound bound = new ByteBound(ALL);
    private final SocketWriter writer = new SocketWriter();
    private final ByteArrayOutputStream expected = new ByteArrayOutputStream();
    private final List<int[]> releases = new ArrayList<>();
    private int next;

    SocketWriterTest() {
        box.boundBy(bound, false);
        outbox.linkTo(box);
        new Scheduler("writer", () -> 0).activate(owner);
    }

    private void put(boolean direct, int size) {
        ByteBuffer bytes = direct ? ByteBuffer.allocateDirect(size + 9) : ByteBuffer.allocate(size + 9);
        bytes.position(5);
        byte[] content = new byte[size];
        for (int i = 0; i < size; i++) {
            content[i] = (byte) (next++ * 31);
        }
        expected.writeBytes(content);
        bytes.put(content);
        int[] released = {0};
        releases.add(released);
        Releasable memory = () -> released[0]++;
        outbox.send(IoBuffer.holding(bytes.flip().position(5), memory));
    }

    private void assertAllWritten(RecordingChannel channel) {
        assertThat(Arrays.mismatch(channel.written.toByteArray(), expected.toByteArray()))
                .as("first wrong byte")
                .isEqualTo(-1);
        assertThat(channel.onlyDirect).as("the JDK copies nothing").isTrue();
        assertThat(box.isEmpty()).isTrue();
        assertThat(box.bytes()).isZero();
        assertThat(bound.used()).isZero();
        assertThat(releases).allMatch(times -> times[0] == 1);
    }

    @Test
    @DisplayName("needs one call for all messages of the box: big and small, heap and direct, in order")
    void needsOneCallForAllMessagesInOrder() throws IOException {
        RecordingChannel channel = new RecordingChannel(() -> ALL);
        put(true, 100);
        put(false, 3);
        put(true, 50_000);
        put(false, 20_000);
        put(true, 1);

        assertThat(writer.write(channel, box)).isTrue();
        assertThat(channel.offered).containsExactly(70_104);
        assertAllWritten(channel);
    }

    @Test
    @DisplayName("gives a single direct buffer to the channel without a copy")
    void givesASingleDirectBufferToTheChannel() throws IOException {
        RecordingChannel channel = new RecordingChannel(() -> ALL);
        put(true, 1_000_000);
        assertThat(writer.write(channel, box)).isTrue();
        assertThat(channel.offered).containsExactly(1_000_000);
        assertAllWritten(channel);
    }

    @Test
    @DisplayName("gathers 64 buffers a call")
    void gathers64BuffersACall() throws IOException {
        RecordingChannel channel = new RecordingChannel(() -> ALL);
        for (int i = 0; i < 200; i++) {
            put(i % 3 == 0, 10 + i);
        }
        assertThat(writer.write(channel, box)).isTrue();
        assertThat(channel.buffers).containsExactly(64, 64, 64, 8);
        assertAllWritten(channel);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, SocketWriter.SCRATCH - 1, SocketWriter.SCRATCH, SocketWriter.SCRATCH + 1, 1_000_003})
    @DisplayName("copies heap memory through 128 KiB, however large the message is")
    void copiesHeapMemoryThrough128Kibibytes(int size) throws IOException {
        RecordingChannel channel = new RecordingChannel(() -> ALL);
        put(false, size);
        assertThat(writer.write(channel, box)).isTrue();
        assertThat(channel.offered).allMatch(offered -> offered <= SocketWriter.SCRATCH);
        assertThat(channel.offered).hasSize((size + SocketWriter.SCRATCH - 1) / SocketWriter.SCRATCH);
        assertAllWritten(channel);
    }

    @Test
    @DisplayName("stays in order when heap memory of several messages fills the 128 KiB in the middle of one")
    void staysInOrderWhenHeapMemoryFillsUp() throws IOException {
        RecordingChannel channel = new RecordingChannel(() -> ALL);
        for (int i = 0; i < 12; i++) {
            put(i % 4 == 3, 30_000);
        }
        assertThat(writer.write(channel, box)).isTrue();
        assertAllWritten(channel);
    }

    @Test
    @DisplayName("passes over messages without bytes, and gives them back")
    void passesOverMessagesWithoutBytes() throws IOException {
        RecordingChannel channel = new RecordingChannel(() -> ALL);
        put(true, 0);
        assertThat(writer.write(channel, box)).isTrue();
        put(false, 0);
        assertThat(writer.write(channel, box)).isTrue();
        put(false, 0);
        put(true, 0);
        put(true, 7);
        put(false, 0);
        assertThat(writer.write(channel, box)).isTrue();
        assertAllWritten(channel);
    }

    @Test
    @DisplayName("keeps the bytes that the socket does not take, counted exactly, and goes on there")
    void goesOnWhereTheSocketStoppedTaking() throws IOException {
        int[] most = {120};
        RecordingChannel channel = new RecordingChannel(() -> most[0]);
        put(true, 100);
        put(false, 100);
        put(true, 100);

        assertThat(writer.write(channel, box)).isFalse();
        assertThat(box.size()).isEqualTo(2);
        assertThat(box.bytes()).isEqualTo(180);
        assertThat(bound.used()).isEqualTo(180);
        assertThat(releases.get(0)).containsExactly(1);
        assertThat(releases.get(1)).containsExactly(0);

        most[0] = 0;
        assertThat(writer.write(channel, box)).isFalse();
        assertThat(box.bytes()).isEqualTo(180);

        most[0] = 81;
        assertThat(writer.write(channel, box)).isFalse();
        assertThat(box.size()).isOne();
        assertThat(box.bytes()).isEqualTo(99);
        most[0] = ALL;
        assertThat(writer.write(channel, box)).isTrue();
        assertAllWritten(channel);
    }

    @Test
    @DisplayName("leaves everything where it is when the socket is broken")
    void leavesEverythingWhenTheSocketIsBroken() {
        RecordingChannel channel = new RecordingChannel(() -> ALL);
        channel.broken = new IOException("test");
        put(true, 10);
        put(false, 10);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> writer.write(channel, box))
                .withMessage("test");
        assertThat(box.bytes()).isEqualTo(20);
        Component.stop(owner);
        assertThat(releases).allMatch(times -> times[0] == 1);
        assertThat(bound.used()).isZero();
    }

    private void putFile(Path file, int size) throws IOException {
        byte[] content = new byte[size];
        for (int i = 0; i < size; i++) {
            content[i] = (byte) (next++ * 31);
        }
        expected.writeBytes(content);
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long position = out.size();
            out.write(ByteBuffer.wrap(content), position);
            int[] released = {0};
            releases.add(released);
            FileChannel in = FileChannel.open(file, StandardOpenOption.READ);
            outbox.send(IoBuffer.file(new FileRegion(in, position, size, () -> {
                released[0]++;
                assertThatNoException().isThrownBy(in::close);
            })));
        }
    }

    @Test
    @DisplayName("sends regions of files in their place among buffers in memory")
    void sendsRegionsOfFilesInTheirPlace(@TempDir Path directory) throws IOException {
        RecordingChannel channel = new RecordingChannel(() -> 60_000);
        put(false, 100);
        put(true, 100);
        putFile(directory.resolve("f"), 100_000);
        putFile(directory.resolve("f"), 0);
        put(true, 100);
        putFile(directory.resolve("f"), 1);
        assertThat(bound.used()).isEqualTo(300);
        int calls = 1;
        while (!writer.write(channel, box)) {
            assertThat(writer.taken()).isPositive();
            calls++;
        }
        assertThat(calls).isBetween(1, 20);
        channel.onlyDirect = true; // the JDK copies for channels that are no sockets
        assertAllWritten(channel);
    }

    @Test
    @DisplayName("sends at most 240 KiB of files a call, so that other connections get their turn")
    void sendsAtMost240KibibytesOfFilesACall(@TempDir Path directory) throws IOException {
        RecordingChannel channel = new RecordingChannel(() -> ALL);
        putFile(directory.resolve("f"), 170_000);
        putFile(directory.resolve("f"), 3 * SocketWriter.FILE_BYTES);
        put(true, 5);
        for (int call = 1; call <= 3; call++) {
            assertThat(writer.write(channel, box)).isFalse();
            assertThat(channel.written.size()).isEqualTo(call * SocketWriter.FILE_BYTES);
        }
        assertThat(writer.write(channel, box)).isTrue();
        channel.onlyDirect = true; // the JDK copies for channels that are no sockets
        assertAllWritten(channel);
    }

    @Test
    @DisplayName("reports a file that is shorter than the region of it")
    void reportsAFileShorterThanItsRegion(@TempDir Path directory) throws IOException {
        RecordingChannel channel = new RecordingChannel(() -> ALL);
        Path file = directory.resolve("f");
        putFile(file, 1_000);
        Files.write(file, new byte[10]);
        assertThatExceptionOfType(ShortFile.class).isThrownBy(() -> {
            while (!writer.write(channel, box)) {
                // what there is comes first
            }
        });
        assertThat(channel.written.size()).isEqualTo(10);
        Component.stop(owner);
        assertThat(releases).allMatch(times -> times[0] == 1);
    }

    @Test
    @DisplayName(
            "gives a region of a file in bounded parts to readers that need its bytes, and never more than there is")
    void givesARegionOfAFileInBoundedParts(@TempDir Path directory) throws IOException {
        putFile(directory.resolve("f"), 1_000);
        IoBuffer file = java.util.Objects.requireNonNull(box.poll());
        assertThat(file.isFile()).isTrue();
        assertThat(file.remaining()).isZero();
        ByteBuffer part = ByteBuffer.allocate(300);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        while (file.fileRemaining() > 0) {
            assertThat(file.read(part)).isEqualTo(part.position()).isLessThanOrEqualTo(300);
            read.write(part.array(), 0, part.position());
            part.clear();
        }
        assertThat(file.read(part)).isZero();
        assertThat(read.toByteArray()).isEqualTo(expected.toByteArray());
        file.release();
        assertThat(releases).allMatch(times -> times[0] == 1);
    }

    @RepeatedTest(12)
    @DisplayName("loses, doubles and reorders nothing, in any mix of messages and of bytes taken")
    void losesDoublesAndReordersNothing(RepetitionInfo repetition) throws IOException {
        Random random = new Random(repetition.getCurrentRepetition());
        RecordingChannel channel = new RecordingChannel(() -> switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextInt(100);
            case 2 -> random.nextInt(200_000);
            default -> ALL;
        });
        for (int round = 0; round < 30; round++) {
            for (int i = random.nextInt(20); i > 0 && outbox.hasRoom(); i--) {
                put(random.nextBoolean(), (int) (Math.pow(random.nextDouble(), 12) * 200_000));
            }
            boolean done = writer.write(channel, box);
            assertThat(done).isEqualTo(box.isEmpty());
            int left = expected.size() - channel.written.size();
            assertThat(box.bytes()).isEqualTo(left);
            assertThat(bound.used()).isEqualTo(left);
        }
        while (!writer.write(channel, box)) {
            // until it is all out
        }
        assertAllWritten(channel);
    }
}
