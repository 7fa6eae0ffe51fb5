package org.kamaelia.http.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Releasable;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.HandlerFilter;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.net.loop.FileRegion;

/**
 * Compresses the response of one handler.
 *
 * <pre>
 *   PASSING --a response to be compressed--> CODING --the handler is done--> ENDING --the last piece--> finished
 * </pre>
 *
 * <p>A part is compressed only while the path to the client has room for a piece. The next part is taken when this one is
 * used up. When the wrapped handler has been stepped and has sent nothing more, the deflater is flushed.
 */
final class CompressedHandler extends HandlerFilter {
    /** Bytes compressed before others have their turn: about a millisecond. */
    private static final int A_TURN = 64 * 1024;

    private final Compressed rules;
    private @Nullable Gzip gzip;
    private @Nullable ByteBuffer source;
    private @Nullable FileRegion file;
    private @Nullable ResponsePart toRelease;
    private ResponsePart.@Nullable Trailers trailers;
    private long promised;
    private int thisTurn;
    private boolean unflushed;
    private boolean hasWaited;
    private boolean ending;

    CompressedHandler(Reply behind, Compressed rules) {
        super(behind);
        this.rules = rules;
    }

    @Override
    protected void part(ResponsePart part) {
        if (outbox.isFinished()) {
            release(part);
        } else if (part instanceof Response response && !response.isInterim() && gzip == null) {
            first(response);
        } else if (gzip == null) {
            outbox.send(part);
        } else if (part instanceof ResponsePart.Trailers last) {
            trailers = last;
        } else {
            toRelease = part;
            if (part instanceof ResponsePart.Data data) {
                input(data.bytes());
            } else if (part instanceof ResponsePart.FileData data) {
                file = data.region();
                file.limit(promised);
            }
        }
    }

    private void first(Response response) {
        Compressed.Plan plan = rules.plan(request(), response);
        outbox.send(plan.head());
        if (plan.gzip() != null && request().method().equals("HEAD")) {
            plan.gzip().close();
            finish(); // the head is all that HEAD gets, whatever the handler sends behind it
            return;
        }
        gzip = plan.gzip();
        if (gzip != null) {
            promised = response.contentLength() < 0 ? Long.MAX_VALUE : response.contentLength();
            if (response.isComplete()) {
                input(Objects.requireNonNull(response.body()));
            }
        }
    }

    /** Takes no more than was promised; the server would discard the rest. */
    private void input(ByteBuffer bytes) {
        if (bytes.remaining() > promised) {
            bytes.limit(bytes.position() + (int) promised);
        }
        source = bytes;
    }

    @Override
    protected void complete() {
        if (gzip == null) {
            finish();
        } else if (promised > 0 && promised != Long.MAX_VALUE) {
            throw new IllegalStateException("The handler sent " + promised + " bytes less than it had promised");
        } else {
            ending = true;
        }
    }

    @Override
    protected boolean work() throws Exception {
        Gzip coder = gzip;
        if (coder == null) {
            return super.work();
        }
        if (ending) {
            return end(coder);
        }
        if (!coder.wantsInput()) {
            send(coder.next());
            return true;
        }
        if (thisTurn >= A_TURN) {
            thisTurn = 0;
            again();
            return false;
        }
        return fill(coder) || rest(coder);
    }

    /** Gives the deflater more input: the rest of the current part, or the next part. */
    private boolean fill(Gzip coder) throws Exception {
        FileRegion region = file;
        if (region != null && region.remaining() > 0) {
            source = block(region);
        }
        ByteBuffer left = source;
        if (left == null || !left.hasRemaining()) {
            releasePart();
            return super.work();
        }
        ByteBuffer some = left.slice(left.position(), Math.min(left.remaining(), Gzip.PIECE));
        left.position(left.position() + some.remaining());
        if (promised != Long.MAX_VALUE) {
            promised -= some.remaining();
        }
        thisTurn += some.remaining();
        unflushed = true;
        hasWaited = false;
        coder.input(some);
        return true;
    }

    private static ByteBuffer block(FileRegion region) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(Gzip.PIECE);
        region.read(block);
        return block.flip();
    }

    /** There is no input: flushes, once the wrapped handler has been stepped and has sent nothing. */
    private boolean rest(Gzip coder) {
        thisTurn = 0;
        if (!unflushed || outbox.isFinished()) {
            return false;
        }
        if (!hasWaited) {
            hasWaited = true;
            again();
            return false;
        }
        byte[] out = coder.flush();
        unflushed = out.length > 0;
        send(out);
        return unflushed;
    }

    private boolean end(Gzip coder) {
        if (!coder.isFinished()) {
            send(coder.finish());
            return true;
        }
        if (trailers != null) {
            finish(trailers.fields());
        } else {
            finish();
        }
        return false;
    }

    private void send(byte[] piece) {
        if (piece.length > 0) {
            outbox.send(ResponsePart.of(piece));
        }
    }

    private void releasePart() {
        source = null;
        file = null;
        release(toRelease);
        toRelease = null;
    }

    private static void release(@Nullable ResponsePart part) {
        if (part instanceof Releasable held) {
            held.release();
        }
    }

    @Override
    protected void closed(CloseReason how) {
        super.closed(how);
        releasePart();
        if (gzip != null) {
            gzip.close();
        }
    }
}
