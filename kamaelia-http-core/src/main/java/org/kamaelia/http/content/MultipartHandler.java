package org.kamaelia.http.content;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Handler;
import org.kamaelia.http.syntax.MultipartReader;

/**
 * Reads a form with files ({@code multipart/form-data}, RFC 7578) as it arrives, stepwise and on the event loop. It is for
 * handlers that pass the content on or look at it, and keep little of it.
 *
 * <pre>
 *   {@link #part} ({@link #data})* {@link #partEnd}   for each part, then   {@link #formEnd}
 * </pre>
 *
 * <p>Content is read while {@link #hasRoom()} is true. While it is false, the client is held back, until the handler is
 * stepped again. Holds 8 KiB and one chunk. The answer to a malformed form is 400, to another media type 415;
 * {@link FormPart} tells what is malformed.
 */
public abstract class MultipartHandler extends Handler {
    private final int mostParts;
    private @Nullable MultipartReader reader;

    /**
     * For subclasses.
     *
     * @param mostParts how many parts a form may have; 400 past it
     */
    protected MultipartHandler(int mostParts) {
        this.mostParts = mostParts;
    }

    /** A part begins. */
    protected abstract void part(FormPart part) throws Exception;

    /** Some content of the part, at most 8 KiB, in memory of its own: the handler may keep or send it. */
    protected abstract void data(ByteBuffer bytes) throws Exception;

    /** The part is complete; does nothing, unless overridden. */
    protected void partEnd() throws Exception {}

    /** The form is complete: the handler answers. */
    protected abstract void formEnd() throws Exception;

    /** Whether up to 8 KiB of content can be taken now. If not, call {@code wake()} once there is room. */
    protected boolean hasRoom() {
        return true;
    }

    @Override
    protected void start() throws Exception {
        reader = FormReceipt.reader(request(), mostParts);
    }

    @Override
    protected void step() throws Exception {
        MultipartReader from = reader;
        while (from != null && !outbox.isFinished() && takeApart(from)) {
            ByteBuffer chunk = inbox.peek();
            if (chunk == null) {
                inbox.poll(); // in vain: so a client that waits to be asked for the body is told to go on
                ended(from);
                return;
            }
            int before = chunk.remaining();
            from.input(chunk); // a part of it perhaps: it stays in the box, and lent, until it is used up
            inbox.consumed(before - chunk.remaining());
            if (!chunk.hasRemaining()) {
                inbox.poll();
            }
        }
    }

    private static ByteBuffer copyOf(ByteBuffer readOver) {
        return ByteBuffer.allocate(readOver.remaining()).put(readOver).flip();
    }

    private void ended(MultipartReader from) throws Exception {
        if (inbox.ended()) {
            reader = null;
            if (!from.isComplete()) {
                throw FormReceipt.malformed("The form has no end");
            }
            formEnd();
        }
    }

    /** Handles what the reader has; returns whether it needs more input. */
    private boolean takeApart(MultipartReader from) throws Exception {
        while (hasRoom()) {
            switch (from.next()) {
                case NEEDS_INPUT -> {
                    return true;
                }
                case PART -> part(FormReceipt.part(from));
                case DATA -> data(copyOf(from.data()));
                case PART_END -> partEnd();
                case END -> {}
                case MALFORMED -> throw FormReceipt.malformed(from.fault());
            }
        }
        return false;
    }
}
