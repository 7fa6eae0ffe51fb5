package org.kamaelia.http;

import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Releasable;
import org.kamaelia.http.spi.BodyLoan;
import org.kamaelia.http.spi.HandlerSupport;
import org.kamaelia.http.spi.Lender;
import org.kamaelia.http.spi.Routing;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.RequestHead;
import org.kamaelia.net.transport.Protocol;

/** Gives the server access to the package-private methods of this package. */
final class Internals extends ServerAccess {
    @Override
    public BoxSpec<?> bodyBox() {
        return Handler.INBOX;
    }

    @Override
    public Throwable mapped(Throwable failure, Request request) {
        return AnswerException.of(failure, request, request.support().exceptions());
    }

    @Override
    public Inbox<ByteBuffer> bodyInbox(Handler handler) {
        return handler.bodyInbox();
    }

    @Override
    public boolean lend(Inbox<ByteBuffer> box, Lender lender) {
        if (box instanceof BodyInbox body) {
            body.lentBy(lender);
            return true;
        }
        return false;
    }

    @Override
    public @Nullable BodyLoan pollLoan(Inbox<ByteBuffer> box) {
        return box instanceof BodyInbox body ? body.pollLoan() : null;
    }

    @Override
    public Outbox<ResponsePart> responseOutbox(Handler handler) {
        return handler.responseOutbox();
    }

    @Override
    public void whenBodyWanted(Handler handler, Runnable callback) {
        handler.whenBodyWanted(callback);
    }

    @Override
    public void serve(Handler handler, Request request, @Nullable ByteAccount memory) {
        handler.serve(request, memory);
    }

    @Override
    public void tellStopping(Handler handler) {
        handler.tellStopping();
    }

    @Override
    public void tellInputEnded(Handler handler) {
        handler.tellInputEnded();
    }

    @Override
    public long maxBody(Handler handler) {
        return handler.maxBody();
    }

    @Override
    public void close(Handler handler, CloseReason how) {
        handler.close(how);
    }

    @Override
    public @Nullable Handler guard(Handler handler) {
        return handler.guard();
    }

    @Override
    public void whenDecided(Handler guard, Runnable callback) {
        ((GuardHandler) guard).whenDecided(callback);
    }

    @Override
    public Reply behindGuard(Handler handler, Handler guard) {
        return handler.behindGuard(((GuardHandler) guard).decision());
    }

    @Override
    public boolean mapsResponse(Request request) {
        return request.responseMap() != null;
    }

    @Override
    public Response mapResponse(Request request, Response response, Function<? super Throwable, Response> onFailure) {
        ResponseMap first = request.responseMap();
        return first == null ? response : first.map(request, response, onFailure);
    }

    @Override
    public Request request(RequestHead head, Request.Origin origin, HandlerSupport support) {
        return new Request(head, origin, support);
    }

    @Override
    public RequestHead head(Request request) {
        return request.head();
    }

    @Override
    public void routed(Request request, Routing routing) {
        request.routed(routing);
    }

    @Override
    public void trailers(Request request, Fields received) {
        request.trailers(received);
    }

    @Override
    public RequestScope.Open openScope(Request request) {
        return request.openScope();
    }

    @Override
    public @Nullable RequestScope scope(Request request) {
        return request.scope();
    }

    @Override
    public PathLimits limits(Request request) {
        return request.limits();
    }

    @Override
    public @Nullable ByteBuffer content(Response response) {
        return response.content();
    }

    @Override
    public @Nullable Protocol upgrade(Response response) {
        Supplier<? extends Protocol> next = response.upgrade();
        return next == null ? null : next.get();
    }

    @Override
    public @Nullable Object memo(Response response) {
        return response.memo();
    }

    @Override
    public void memo(Response response, Object kept) {
        response.memo(kept);
    }

    @Override
    public void hold(ResponsePart.Data part, Releasable memory) {
        part.holding(memory);
    }

    @Override
    public @Nullable Releasable takeMemory(ResponsePart.Data part) {
        return part.takeMemory();
    }
}
