package org.kamaelia.http.http2;

import org.kamaelia.http.exchange.Http2Settings;
import org.kamaelia.http.exchange.HttpLimits;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.LoopLocal;

/**
 * What the parts of a connection of HTTP/2 share: the header compression of both sides, the settings of the client, the
 * windows of the connection, and which streams the client has used. Used on the event loop of the connection.
 */
final class Http2Session {
    /** The window of a connection, and of a stream, before anybody changes it (RFC 9113 section 6.9.2). */
    static final int FIRST_WINDOW = 65_535;

    /** A block is encoded and written in one go, so that the connections of a loop share the memory. */
    private static final LoopLocal<BlockBuffer> BLOCKS = LoopLocal.of(loop -> new BlockBuffer());

    private static final int BLOCK_FRAMES = 32;
    private static final long SECOND = 1_000_000_000L;

    final FrameReader reader;
    final HeadReader heads;
    final BlockBuffer block;
    final HpackEncoder encoder;
    final StreamTable streams = new StreamTable();
    final Allowance resets;
    final Allowance controls;

    /** Whether the client has said that it sends no more requests. */
    boolean clientLeaves;

    /** The window of a new stream, from the settings of the client. */
    int initialWindow = FIRST_WINDOW;

    /** The octets that the client accepts on the connection. */
    long window = FIRST_WINDOW;

    /** The octets that the client may send on the connection. */
    int receivable;

    /** The octets for which the client has got no credit yet. */
    int credit;

    Http2Session(HttpSetup setup, EventLoop loop) {
        this.block = BLOCKS.get(loop);
        this.encoder = new HpackEncoder(block);
        HttpLimits limits = setup.limits();
        Http2Settings settings = setup.http2();
        int list = HeadReader.headerList(limits.parser());
        this.reader = new FrameReader(settings.frameSize(), 2 * list, BLOCK_FRAMES);
        this.heads = new HeadReader(limits.parser(), true);
        this.resets = new Allowance(settings.resets(), Http2Settings.RECOVERY.toNanos());
        this.controls = new Allowance(settings.controlFrames(), 10 * SECOND);
        this.receivable = settings.connectionWindow();
    }

    /** Gives up the memory that a connection needs only while it has streams. What was agreed with the client stays. */
    void rest() {
        heads.rest();
        streams.rest();
        encoder.rest();
    }
}
