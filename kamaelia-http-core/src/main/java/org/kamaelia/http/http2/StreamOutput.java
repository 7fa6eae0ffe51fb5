package org.kamaelia.http.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.Releasable;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.exchange.BodyPace;
import org.kamaelia.http.exchange.HttpLimits;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.net.loop.FileRegion;
import org.kamaelia.net.loop.IoBuffer;

/**
 * What one stream still has to send, in order: interim heads, the head, data as far as the windows allow, and the end.
 * Used for one stream after the other.
 *
 * <pre>
 *   head --> data, any number of frames --> trailers or END_STREAM
 *                                      \--> RST_STREAM, if the response breaks off
 * </pre>
 */
final class StreamOutput {
    private static final ServerAccess ACCESS = ServerAccess.get();
    private static final Response CONTINUE = Response.of(100);

    private final ByteAccount account;
    private final ArrayDeque<Object> parts = new ArrayDeque<>(4); // ByteBuffer, IoBuffer or FileRegion
    private @Nullable ArrayDeque<Response> interim;
    private int stream;
    private long window;
    private @Nullable Response head;
    private long length;
    private boolean bodyless;
    private long pending;
    private long sent;
    private int held;
    private @Nullable BodyPace pace;
    private Fields trailers = Fields.empty();
    private boolean ended;
    private boolean complete;
    private @Nullable ErrorCode reset;

    /**
     * Makes the output of a stream.
     *
     * @param account counts the memory of data that waits for a window
     */
    StreamOutput(ByteAccount account) {
        this.account = account;
    }

    /**
     * Begins with another stream.
     *
     * @param initialWindow the octets that the client accepts, from its settings
     */
    void begin(int id, int initialWindow) {
        stream = id;
        window = initialWindow;
        head = null;
        bodyless = false;
        trailers = Fields.empty();
        ended = false;
        complete = false;
        reset = null;
        sent = 0;
        pace = null;
    }

    // What is to be sent.

    /** Adds an interim response; see {@link #proceed()} for 100. */
    void interim(Response response) {
        if (interim == null) {
            interim = new ArrayDeque<>(2);
        }
        interim.add(response);
    }

    /** Adds the interim response 100. */
    void proceed() {
        interim(CONTINUE);
    }

    /**
     * Sets the head.
     *
     * @param announced the value of content-length; negative for no such field
     * @param withoutBody whether no body follows, so that the head ends the stream
     */
    void head(Response response, long announced, boolean withoutBody) {
        head = response;
        length = announced;
        bodyless = withoutBody;
    }

    /** Adds the whole body of a response. The position and the limit of the buffer are not changed. */
    void content(ByteBuffer whole) {
        if (whole.hasRemaining()) {
            pending += whole.remaining();
            parts.add(whole.duplicate());
        }
    }

    /** Adds data of the body; what exceeds this number of octets is discarded. */
    void data(ResponsePart.Data part, int octets) {
        ByteBuffer data = part.bytes();
        data.limit(data.position() + octets);
        if (octets == 0) {
            part.release();
            return;
        }
        Releasable memory = ACCESS.takeMemory(part);
        parts.add(memory == null ? IoBuffer.wrap(data) : IoBuffer.holding(data, memory));
        pending += octets;
        hold(octets);
    }

    /** Adds a region of a file; what exceeds this number of octets is discarded. */
    void file(FileRegion region, long octets) {
        region.limit(octets);
        if (octets == 0) {
            region.release();
            return;
        }
        parts.add(region);
        pending += octets;
    }

    /** Adds octets of another protocol. Releases the buffer when they have been sent. */
    void octets(IoBuffer buffer) {
        int octets = buffer.remaining();
        if (octets == 0) {
            buffer.release();
            return;
        }
        parts.add(buffer);
        pending += octets;
        hold(octets);
    }

    private void hold(int octets) {
        held += octets;
        account.add(octets);
    }

    /** Sets the trailers. */
    void trailers(Fields fields) {
        trailers = fields;
    }

    /** Notes that nothing more is added. */
    void end() {
        ended = true;
    }

    /** Resets the stream after everything that was added has been sent. */
    void breakOff(ErrorCode code) {
        ended = true;
        reset = code;
    }

    /** Resets a stream whose response has been sent, so that the client sends no more of its request. */
    void resetAfterEnd() {
        complete = false;
        reset = ErrorCode.NO_ERROR;
    }

    /** Discards everything. Returns the octets of the body that were not sent. */
    long discard() {
        long unsent = pending;
        for (Object part; (part = parts.poll()) != null; ) {
            if (part instanceof Releasable memory) {
                memory.release();
            }
        }
        hold(-held);
        pending = 0;
        head = null;
        interim = null;
        return unsent;
    }

    // How it may be sent.

    /** Whether the handler may send more data now: nothing waits, or less than a frame and less than the windows. */
    boolean hasRoom(long connectionWindow) {
        return pending == 0 || pending < Math.min(FrameOutput.DATA_FRAME, Math.min(window, connectionWindow));
    }

    /** Whether data waits. */
    boolean hasData() {
        return pending > 0;
    }

    /** Whether there is something to send for which no window is needed. */
    boolean hasHead() {
        return head != null || interim != null || pending == 0 && ended && !complete;
    }

    /** Whether the end of the stream has been sent, by END_STREAM or by RST_STREAM. */
    boolean isComplete() {
        return complete;
    }

    /** Whether the stream ended with RST_STREAM. */
    @Nullable
    ErrorCode sentReset() {
        return complete ? reset : null;
    }

    /** The octets that the client accepts on this stream now; negative if it has made its window smaller. */
    long window() {
        return window;
    }

    /** Changes the window. Returns false if it exceeds its largest size (RFC 9113 section 6.9.1). */
    boolean widen(int octets) {
        window += octets;
        return window <= Integer.MAX_VALUE;
    }

    /** Whether data waits for the client to open a window. */
    boolean isStalled(long connectionWindow) {
        return pending > 0 && Math.min(window, connectionWindow) <= 0;
    }

    /** Whether the client has opened its window too slowly for these limits. Called while the output is stalled. */
    boolean late(long now, HttpLimits patience) {
        BodyPace watched = pace;
        if (watched == null) {
            watched = new BodyPace(now);
            watched.received(sent);
            pace = watched;
        }
        return watched.late(now, patience) != null;
    }

    /** Notes that the output is not stalled. */
    void goesOn(long now) {
        if (pace != null) {
            pace.pause(now);
        }
    }

    /**
     * Writes what may be sent, and no more than one frame of data.
     *
     * @param connectionWindow the octets that the client accepts on the connection
     * @return the octets of data, which the caller takes off the window of the connection
     * @throws IOException if a file cannot be read; nothing else has been written then
     */
    int write(FrameOutput out, ResponseHeads heads, long connectionWindow) throws IOException {
        writeHeads(out, heads);
        int octets = 0;
        long allowed = Math.min(window, connectionWindow);
        if (pending > 0 && allowed > 0) {
            octets = writeData(out, (int) Math.min(FrameOutput.DATA_FRAME, allowed));
            window -= octets;
            pending -= octets;
            sent += octets;
            if (pace != null) {
                pace.received(octets);
            }
        }
        if (pending == 0 && ended && !complete) {
            writeEnd(out, heads);
        }
        return octets;
    }

    private void writeHeads(FrameOutput out, ResponseHeads heads) {
        ArrayDeque<Response> before = interim;
        if (before != null) {
            interim = null;
            for (Response each : before) {
                heads.interim(each);
                heads.write(out, stream, false);
            }
        }
        Response first = head;
        if (first != null) {
            head = null;
            heads.head(first, length);
            boolean end = bodyless || ended && pending == 0 && trailers.size() == 0 && reset == null;
            heads.write(out, stream, end);
            complete = end;
        }
    }

    private void writeEnd(FrameOutput out, ResponseHeads heads) {
        ErrorCode code = reset;
        if (code != null) {
            out.reset(stream, code);
        } else if (trailers.size() > 0) {
            heads.trailers(trailers);
            heads.write(out, stream, true);
        } else {
            out.beginData(stream, 0, true);
            out.endData();
        }
        complete = true;
    }

    private boolean endsWith(int octets) {
        return ended && octets == pending && trailers.size() == 0 && reset == null;
    }

    private int writeData(FrameOutput out, int most) throws IOException {
        if (parts.peek() instanceof FileRegion region) {
            int sent = out.file(stream, region, most, endsWith((int) Math.min(region.remaining(), Integer.MAX_VALUE)));
            if (region.remaining() == 0) {
                parts.remove();
                region.release();
            }
            complete = ended && sent == pending && trailers.size() == 0 && reset == null;
            return sent;
        }
        int octets = Math.min(most, inMemory(most));
        boolean end = endsWith(octets);
        out.beginData(stream, octets, end);
        for (int left = octets; left > 0; ) {
            left -= writePart(out, left);
        }
        out.endData();
        complete = end;
        return octets;
    }

    /** The octets before the first file, or at least this number. */
    private int inMemory(int enough) {
        int sum = 0;
        for (Object part : parts) {
            if (part instanceof FileRegion || sum >= enough) {
                break;
            }
            sum += (part instanceof IoBuffer buffer ? buffer.bytes() : (ByteBuffer) part).remaining();
        }
        return sum;
    }

    /** Writes octets of the first part, and removes it if none are left. */
    private int writePart(FrameOutput out, int most) {
        Object part = Objects.requireNonNull(parts.peek());
        IoBuffer memory = part instanceof IoBuffer buffer ? buffer : null;
        ByteBuffer data = memory != null ? memory.bytes() : (ByteBuffer) part;
        int octets = Math.min(most, data.remaining());
        ByteBuffer some = octets == data.remaining() ? data.duplicate() : data.slice(data.position(), octets);
        if (FrameOutput.copies(some, octets)) {
            out.copy(some);
        } else if (memory == null) {
            out.send(IoBuffer.wrap(some));
        } else {
            memory.retain(); // released when these octets have been sent, also if the stream is reset before
            out.send(IoBuffer.holding(some, memory));
        }
        data.position(data.position() + octets);
        if (memory != null) {
            hold(-octets);
        }
        if (!data.hasRemaining()) {
            parts.remove();
            if (memory != null) {
                memory.release();
            }
        }
        return octets;
    }
}
