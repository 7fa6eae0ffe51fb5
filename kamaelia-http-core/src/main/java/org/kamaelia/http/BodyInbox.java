package org.kamaelia.http;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;

/** The inbox of a handler. It calls back when the handler polls for the first time and the box is empty. */
final class BodyInbox extends Inbox<ByteBuffer> {
    private @Nullable Runnable whenWanted;

    BodyInbox(Component owner, BoxSpec<ByteBuffer> spec) {
        super(owner, spec);
    }

    void whenWanted(Runnable callback) {
        whenWanted = callback;
    }

    @Override
    public @Nullable ByteBuffer poll() {
        ByteBuffer chunk = super.poll();
        Runnable callback = whenWanted;
        if (callback != null) {
            whenWanted = null;
            if (chunk == null && owner().isLive()) {
                callback.run();
            }
        }
        return chunk;
    }
}
