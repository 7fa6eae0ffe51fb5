package org.kamaelia.http.exchange;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.ByteBound;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Handler;
import org.kamaelia.http.PathLimits;
import org.kamaelia.http.Request;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.spi.ServerAccess;

/**
 * Holds the handler of the current request. The inbox of the handler is linked to the {@link LentBody}, and its outbox
 * to the box for responses. Empty between two requests, and for a reply without a handler.
 */
final class HandlerSlot {
    private static final ServerAccess ACCESS = ServerAccess.get();

    private final LentBody body;
    private final Inbox<ResponsePart> responses;
    private final ByteBound incoming;
    private final ByteAccount account;
    private @Nullable Handler handler;
    private boolean guarded;
    private boolean toldStopping;
    private boolean toldInputEnded;

    HandlerSlot(LentBody body, Inbox<ResponsePart> responses, ByteBound incoming, ByteAccount account) {
        this.body = body;
        this.responses = responses;
        this.incoming = incoming;
        this.account = account;
    }

    /** The handler; null if there is none. */
    @Nullable
    Handler handler() {
        return handler;
    }

    boolean isEmpty() {
        return handler == null;
    }

    /** Whether the handler is a guard that has not decided, so that the body must wait. */
    boolean isGuarded() {
        return guarded;
    }

    /** Links a guard, which sees no octet of the body. The caller activates it. */
    void plugGuard(Handler guard, Request request) {
        ACCESS.serve(guard, request, account);
        ACCESS.responseOutbox(guard).linkTo(responses);
        handler = guard;
        guarded = true;
        toldStopping = false;
        toldInputEnded = false;
    }

    /**
     * Links a handler. The caller activates it.
     *
     * @param serverLimit the largest body in octets if neither the handler nor the path has a limit; 0 for no limit
     */
    void plug(Handler made, Request request, long serverLimit) {
        ACCESS.serve(made, request, account);
        Inbox<ByteBuffer> box = ACCESS.bodyInbox(made);
        box.boundBy(incoming, false);
        body.connect(box, bodyLimit(made, ACCESS.limits(request), serverLimit), ACCESS.lend(box, body));
        Outbox<ResponsePart> parts = ACCESS.responseOutbox(made);
        parts.linkTo(responses);
        handler = made;
        toldStopping = false;
        toldInputEnded = false;
    }

    private static long bodyLimit(Handler made, PathLimits path, long serverLimit) {
        long own = ACCESS.maxBody(made);
        if (own >= 0) {
            return own;
        }
        return path.requestBody() != null ? path.requestBody() : serverLimit;
    }

    /** Sets a callback for the first time that the handler polls its inbox and the inbox is empty. */
    void whenBodyWanted(Runnable callback) {
        if (handler != null) {
            ACCESS.whenBodyWanted(handler, callback);
        }
    }

    /** Tells the handler, at most once, that the server stops. */
    void tellStopping() {
        if (handler != null && !toldStopping) {
            toldStopping = true;
            ACCESS.tellStopping(handler);
        }
    }

    /** Tells the handler, at most once, that the client has closed its sending side. */
    void tellInputEnded() {
        if (handler != null && !toldInputEnded) {
            toldInputEnded = true;
            ACCESS.tellInputEnded(handler);
        }
    }

    /** Unlinks and ends the handler. Returns whether there was one. */
    boolean unplug(CloseReason how) {
        Handler plugged = handler;
        if (plugged == null) {
            return false;
        }
        ACCESS.responseOutbox(plugged).unlink();
        body.disconnect();
        ACCESS.close(plugged, how);
        handler = null;
        guarded = false;
        return true;
    }
}
