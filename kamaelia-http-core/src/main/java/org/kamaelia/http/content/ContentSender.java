package org.kamaelia.http.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Outbox;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.net.loop.FileRegion;

/** Sends parts of a resource after the head of the response: from memory, as regions of a file, or from a stream. */
final class ContentSender {
    private final Found found;
    private final Resource content;
    private final Executor executor;
    private final Component owner;
    private final ArrayDeque<Object> pieces = new ArrayDeque<>(); // byte[] as it is, Part of the content
    private @Nullable StreamReader reader;

    /**
     * A sender.
     *
     * @param found held by the caller while this is used
     * @param answer says what to send
     * @param executor reads streams
     * @param owner stepped when {@link #send} is worth calling again
     */
    ContentSender(Found found, Resource content, Ranged answer, Executor executor, Component owner) {
        this.found = found;
        this.content = content;
        this.executor = executor;
        this.owner = owner;
        for (Ranged.Part part : answer.parts()) {
            pieces.add(part.before());
            pieces.add(part);
        }
        pieces.add(answer.end());
    }

    /**
     * Sends what there is room for.
     *
     * @return whether that was all
     */
    boolean send(Outbox<ResponsePart> outbox) throws IOException {
        for (Object piece; (piece = pieces.peek()) != null; ) {
            if (piece instanceof byte[] bytes) {
                if (bytes.length > 0) {
                    if (!outbox.hasRoom()) {
                        return false;
                    }
                    outbox.send(ResponsePart.of(bytes));
                }
            } else if (!send((Ranged.Part) piece, outbox)) {
                return false;
            }
            pieces.remove();
        }
        return true;
    }

    private boolean send(Ranged.Part part, Outbox<ResponsePart> outbox) throws IOException {
        FileChannel file = content.channel();
        ByteBuffer memory = content.memory();
        if (part.length() == 0) {
            return true;
        }
        if (file == null && memory == null) {
            return stream(part, outbox);
        }
        if (!outbox.hasRoom()) {
            return false;
        }
        if (file != null) {
            found.retain();
            outbox.send(ResponsePart.of(new FileRegion(file, part.first(), part.length(), found)));
        } else if (memory != null) {
            outbox.send(ResponsePart.of(memory.slice((int) part.first(), (int) part.length())));
        }
        return true;
    }

    private boolean stream(Ranged.Part part, Outbox<ResponsePart> outbox) throws IOException {
        StreamReader from = reader;
        if (from == null) {
            from = new StreamReader(executor, content, owner);
            reader = from;
        }
        if (from.isDone()) {
            from.begin(part.first(), part.length());
        }
        while (!from.isDone()) {
            ByteBuffer piece = outbox.hasRoom() ? from.poll() : null;
            if (piece == null) {
                return false;
            }
            outbox.send(ResponsePart.of(piece));
        }
        from.close();
        return true;
    }

    /** Gives back what is held beside the file. */
    void close() {
        if (reader != null) {
            reader.close();
        }
    }
}
