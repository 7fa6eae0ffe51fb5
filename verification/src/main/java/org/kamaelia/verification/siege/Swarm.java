package org.kamaelia.verification.siege;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Many clients of one attack, on one thread: each connects from the address of the attacker, sends an opening, then a bit
 * more again and again, and reads as much as the attack wants. A client that the server has closed connects again, until
 * the attack has made as many connections as it may.
 */
final class Swarm {
    private static final int CONNECTS_A_TICK = 50;
    private static final int TICK_MILLIS = 20;

    private final Attack attack;
    private final int port;
    private final String address;
    private final List<Member> members = new ArrayList<>();
    private final ByteBuffer sink = ByteBuffer.allocateDirect(64 * 1024);
    private int connections;
    private int closed;

    /** A swarm that attacks a port of loopback from this address. */
    Swarm(Attack attack, int port, String address) {
        this.attack = attack;
        this.port = port;
        this.address = address;
    }

    private final class Member {
        private final SocketChannel channel;
        private ByteBuffer out;
        private long dripAt;

        Member(int number, long now) throws IOException {
            channel = SocketChannel.open();
            try {
                channel.configureBlocking(false);
                if (attack.read() != Attack.ALL) {
                    channel.setOption(StandardSocketOptions.SO_RCVBUF, 4 * 1024);
                }
                channel.bind(new InetSocketAddress(address, 0));
                channel.connect(new InetSocketAddress("127.0.0.1", port));
            } catch (IOException failure) {
                channel.close();
                throw failure;
            }
            out = ByteBuffer.wrap(attack.opening(number));
            dripAt = now + attack.everyMillis();
        }

        /** Does what is due; false if the connection has ended. */
        boolean tick(long now) {
            try {
                if (!channel.isConnected() && !channel.finishConnect()) {
                    return true;
                }
                if (!out.hasRemaining() && now >= dripAt && attack.drip().length > 0) {
                    out = ByteBuffer.wrap(attack.drip());
                    dripAt = now + attack.everyMillis();
                }
                if (out.hasRemaining()) {
                    channel.write(out);
                }
                return attack.read() == 0 || read();
            } catch (IOException gone) {
                return false;
            }
        }

        private boolean read() throws IOException {
            sink.clear().limit(attack.read() == Attack.ALL ? sink.capacity() : attack.read());
            return channel.read(sink) >= 0;
        }

        void close() {
            try {
                channel.close();
            } catch (IOException e) {
                // gone in any case
            }
        }
    }

    /** Attacks until this time, in milliseconds; then all its connections close. */
    void run(long untilMillis) throws IOException, InterruptedException {
        try (Selector pace = Selector.open()) {
            for (long now; (now = System.currentTimeMillis()) < untilMillis && !Thread.interrupted(); ) {
                join(now);
                long at = now;
                members.removeIf(member -> {
                    boolean over = !member.tick(at);
                    if (over) {
                        member.close();
                        closed++;
                    }
                    return over;
                });
                pace.select(TICK_MILLIS);
            }
        } finally {
            members.forEach(Member::close);
        }
    }

    private void join(long now) {
        for (int i = 0; i < CONNECTS_A_TICK && members.size() < attack.clients() && connections < attack.most(); i++) {
            try {
                members.add(new Member(connections, now));
                connections++;
            } catch (IOException full) {
                return; // no descriptor or no port is left: later
            }
        }
    }

    /** How many connections were made, and how many the server has closed. */
    String summary() {
        return connections + " connections, " + closed + " closed by the server";
    }
}
