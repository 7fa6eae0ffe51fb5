package org.kamaelia.http.spring.actuate;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.websocket.Message;
import org.kamaelia.http.websocket.WebSocketHandler;
import org.kamaelia.http.websocket.frame.CloseCode;

/**
 * Sends one viewer a picture four times a second, and less often if the viewer is slow: the next picture is taken when
 * there is room for it.
 */
final class LivePictureHandler extends WebSocketHandler {
    private static final long PERIOD_NANOS = Duration.ofMillis(250).toNanos();
    private static final byte[] FAILED = {};

    private final Supplier<CompletableFuture<byte[]>> pictures;
    private final AtomicInteger viewers;
    private final int most;
    private volatile byte @Nullable [] taken;
    private boolean asked;
    private long nextAt;

    /**
     * A handler for one viewer.
     *
     * @param pictures takes a picture: JSON in UTF-8
     * @param viewers counts the viewers
     * @param most the most viewers at once
     */
    LivePictureHandler(Supplier<CompletableFuture<byte[]>> pictures, AtomicInteger viewers, int most) {
        this.pictures = pictures;
        this.viewers = viewers;
        this.most = most;
    }

    @Override
    protected void start() {
        nextAt = now();
        if (viewers.incrementAndGet() > most) {
            close(CloseCode.TRY_AGAIN_LATER, "too many viewers");
        }
    }

    @Override
    protected void step() {
        while (inbox.poll() != null) {
            // a viewer has nothing to say
        }
        if (outbox.isFinished()) {
            return;
        }
        byte[] picture = taken;
        if (picture == FAILED) {
            close(CloseCode.SERVER_ERROR, "no picture could be taken");
        } else if (picture != null && outbox.hasRoom()) {
            taken = null;
            asked = false;
            outbox.send(Message.text(new String(picture, StandardCharsets.UTF_8)));
            nextAt = now() + PERIOD_NANOS;
            stepAt(nextAt);
        } else if (!asked && now() - nextAt >= 0) {
            asked = true;
            pictures.get().whenComplete((done, failure) -> {
                taken = failure == null ? done : FAILED;
                wake();
            });
        }
    }

    @Override
    protected void closed(int closeCode, String closeReason) {
        viewers.decrementAndGet();
    }
}
