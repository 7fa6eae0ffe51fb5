package org.kamaelia.http.spring.webflux;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;

/**
 * Where the body of a response comes from: a publisher of data buffers, or a publisher of groups of them. Knows what was
 * subscribed to, what was requested and has not come, and how many buffers are requested at once. For the event loop
 * only.
 */
final class BodySource {
    /** A buffer up to this size, in bytes, is requested together with others if it comes from another thread. */
    private static final int SMALL = 2 * 1024;

    private static final int SEVERAL = 8;

    private @Nullable Subscription buffers;
    private @Nullable Subscription groups;
    private boolean groupBegins;
    private boolean noMoreGroups;
    private boolean ended;
    private boolean crossing;
    private int largest;
    private int requested;

    /** Whether no more buffers come, or none are wanted. */
    boolean hasEnded() {
        return ended;
    }

    /** The publisher of buffers, or of one group of them, was subscribed to. */
    void buffers(Subscription subscription) {
        groupBegins = false;
        if (ended) {
            subscription.cancel();
        } else {
            buffers = subscription;
            requested = 0;
        }
    }

    /** The publisher of groups was subscribed to. */
    void groups(Subscription subscription) {
        if (ended) {
            subscription.cancel();
        } else {
            groups = subscription;
        }
    }

    /**
     * A buffer has come that was requested.
     *
     * @param crossed whether it comes from another thread
     */
    void came(boolean crossed) {
        requested = Math.max(0, requested - 1);
        crossing = crossed;
    }

    /**
     * A buffer is sent.
     *
     * @param last whether none follows
     */
    void taken(DataBuffer buffer, boolean last) {
        largest = Math.max(largest, buffer.readableByteCount());
        if (last && groups == null) {
            ended = true;
        }
    }

    /** A group has come that was requested. */
    void groupCame() {
        requested = 0;
    }

    /** A group is about to be subscribed to. */
    void groupBegins() {
        groupBegins = true;
    }

    void groupEnded() {
        buffers = null;
        groupBegins = false;
        requested = 0;
        if (noMoreGroups) {
            end();
        }
    }

    void groupsEnded() {
        noMoreGroups = true;
        if (buffers == null && !groupBegins) {
            end();
        }
    }

    /** No more buffers come. */
    void end() {
        buffers = null;
        groups = null;
        ended = true;
    }

    /** No more buffers are wanted: cancels what was subscribed to. */
    void stop() {
        Subscription inner = buffers;
        Subscription outer = groups;
        end();
        if (inner != null) {
            inner.cancel();
        }
        if (outer != null) {
            outer.cancel();
        }
    }

    /**
     * How many buffers, or groups, to request next; 0 while what was requested has not come.
     *
     * @param flowing whether what comes can be sent at once
     */
    int next(boolean flowing) {
        if (requested > 0 || ended || groupBegins) {
            return 0;
        }
        if (buffers == null) {
            return groups == null ? 0 : 1;
        }
        return crossing && largest <= SMALL && flowing ? SEVERAL : 1;
    }

    /** Requests buffers from the current group, or else the next group. */
    void request(int count) {
        Subscription from = buffers != null ? buffers : groups;
        if (from != null) {
            requested = count;
            from.request(count);
        }
    }
}
