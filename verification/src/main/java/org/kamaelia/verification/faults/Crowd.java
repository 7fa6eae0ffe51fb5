package org.kamaelia.verification.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Many connections on the caller's thread that all do the same, slowly: each sends something at once, and then, tick by
 * tick, more of it or nothing. Not thread-safe.
 */
final class Crowd implements AutoCloseable {
    private static final int AT_ONCE = 256;
    /** A second has so many ticks; with each of them another part of the crowd moves, so that they never do so at once. */
    private static final int TICKS = 100;

    private static final long TICK_NANOS = 1_000_000_000L / TICKS;
    private static final int KEPT = 16;

    private final Selector selector = Selector.open();
    private final List<Member> members = new ArrayList<>();
    private final Manner manner;
    private final int port;
    private final ByteBuffer trash = ByteBuffer.allocateDirect(64 * 1024);
    private int turn;
    private boolean returning;
    private int period = 1;

    /**
     * How its members behave.
     *
     * @param opening what each sends at once, ISO-8859-1
     * @param drip what each sends a second after that; empty for nothing
     * @param reads how many octets each reads a second; 0 for none, negative for all
     * @param receiveBuffer of the socket in octets; 0 leaves it to the kernel
     */
    record Manner(String opening, String drip, int reads, int receiveBuffer) {
        static Manner of(String opening, String drip) {
            return new Manner(opening, drip, -1, 0);
        }

        Manner reading(int bytesASecond, int buffer) {
            return new Manner(opening, drip, bytesASecond, buffer);
        }
    }

    Crowd(int port, Manner manner) throws IOException {
        this.port = port;
        this.manner = manner;
    }

    /** Connects so many more, some at a time, and has each send its opening. */
    Crowd join(int many) throws IOException {
        for (int done = 0; done < many; done += AT_ONCE) {
            List<Member> some = new ArrayList<>();
            for (int i = done; i < Math.min(many, done + AT_ONCE); i++) {
                some.add(new Member());
            }
            members.addAll(some);
            for (Member member : some) {
                member.open();
            }
        }
        return this;
    }

    /** Lets them go on until a time, in the nanoseconds of {@link System#nanoTime}. */
    Crowd until(long end) throws IOException {
        long tick = System.nanoTime();
        for (long now = tick; now < end; now = System.nanoTime()) {
            for (; now >= tick; tick += TICK_NANOS) {
                tick();
            }
            long pause = Math.min(tick, end) - System.nanoTime();
            selector.select(key -> ((Member) key.attachment()).read(), Math.max(1, pause / 1_000_000));
        }
        return this;
    }

    /** From now on who was turned away comes again, a second later at most. */
    Crowd returning() {
        returning = true;
        return this;
    }

    /** From now on each moves once in so many seconds. */
    Crowd every(int seconds) {
        period = seconds;
        return this;
    }

    private void tick() throws IOException {
        turn = (turn + 1) % (TICKS * period);
        for (int i = turn; i < members.size(); i += TICKS * period) {
            if (members.get(i).over && returning) {
                Member again = new Member();
                members.set(i, again);
                again.open();
            } else {
                members.get(i).tick();
            }
        }
    }

    /** How many got an answer that begins like this. */
    long answered(String beginning) {
        return members.stream()
                .filter(member -> member.said().startsWith(beginning))
                .count();
    }

    /** How many connections the server has ended. */
    long ended() {
        return members.stream().filter(member -> member.over).count();
    }

    /** How many are still open. */
    long open() {
        return members.size() - ended();
    }

    /** Leaves with a reset, so that no connection waits in the kernel for its end. */
    @Override
    public void close() throws IOException {
        members.forEach(Member::leave);
        selector.close();
    }

    private final class Member {
        private final ByteBuffer first = ByteBuffer.allocate(KEPT);
        private final SocketChannel channel;
        private @Nullable SelectionKey key;
        private boolean over;
        private long mayRead;

        Member() throws IOException {
            channel = SocketChannel.open();
            if (manner.receiveBuffer() > 0) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, manner.receiveBuffer());
            }
        }

        void open() {
            try {
                channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                channel.configureBlocking(false);
                write(manner.opening());
                key = channel.register(selector, manner.reads() == 0 ? 0 : SelectionKey.OP_READ, this);
            } catch (IOException failure) {
                leave();
            }
        }

        private void write(String octets) throws IOException {
            if (!octets.isEmpty()) {
                channel.write(ByteBuffer.wrap(octets.getBytes(ISO_8859_1)));
            }
        }

        void tick() {
            if (over) {
                return;
            }
            try {
                mayRead = manner.reads();
                if (manner.reads() > 0 && key != null) {
                    key.interestOps(SelectionKey.OP_READ);
                }
                write(manner.drip());
            } catch (IOException gone) {
                read(); // what it said before it went
                leave();
            }
        }

        void read() {
            try {
                while (!over && (manner.reads() < 0 || mayRead > 0)) {
                    trash.clear();
                    if (manner.reads() > 0) {
                        trash.limit((int) Math.min(trash.capacity(), mayRead));
                    }
                    int count = channel.read(trash);
                    if (count < 0) {
                        leave();
                    }
                    if (count <= 0) {
                        return;
                    }
                    mayRead -= manner.reads() > 0 ? count : 0;
                    for (int i = 0; i < count && first.hasRemaining(); i++) {
                        first.put(trash.get(i));
                    }
                }
                if (key != null && !over) {
                    key.interestOps(0);
                }
            } catch (IOException gone) {
                leave();
            }
        }

        String said() {
            return new String(first.array(), 0, first.position(), ISO_8859_1);
        }

        void leave() {
            over = true;
            try {
                if (channel.isOpen()) {
                    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                    channel.close();
                }
            } catch (IOException gone) {
                // the server was faster
            }
        }
    }
}
