package org.kamaelia.http.spi;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Releasable;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Handler;
import org.kamaelia.http.PathLimits;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.RequestScope;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.RequestHead;
import org.kamaelia.net.transport.Protocol;

/**
 * The operations on handlers, requests and responses that are for the server and not for applications. Packages of the
 * server use this class to call package-private methods of {@code org.kamaelia.http}. The only implementation is in
 * that package and registers itself when {@link Response} is initialised.
 *
 * <p>Methods that take a handler are called on the event loop of the handler's connection.
 */
public abstract class ServerAccess {
    private static volatile @Nullable ServerAccess only;

    /** For the implementation. */
    protected ServerAccess() {}

    /** Returns the only implementation. Keep it in a static final field. */
    public static ServerAccess get() {
        ServerAccess known = only;
        if (known == null) {
            try {
                Class.forName(Response.class.getName(), true, Response.class.getClassLoader());
            } catch (ClassNotFoundException impossible) {
                throw new IllegalStateException(impossible);
            }
            known = Objects.requireNonNull(only);
        }
        return known;
    }

    /** Registers the implementation. Called by {@code org.kamaelia.http} only. */
    public static void announce(ServerAccess implementation) {
        only = implementation;
    }

    // Handlers.

    /** The declaration of the box that takes the body of a request, for statistics. */
    public abstract BoxSpec<?> bodyBox();

    /**
     * Applies the exception mapper of the server to a failure.
     *
     * @return an {@code AnswerException} with the response of the mapper; the failure itself if the mapper has none
     */
    public abstract Throwable mapped(Throwable failure, Request request);

    /** The box that receives the request body. */
    public abstract Inbox<ByteBuffer> bodyInbox(Handler handler);

    /**
     * Sets who lends the chunks of the body to a box.
     *
     * @return whether the box gives chunks to the code of an application only in memory of their own
     */
    public abstract boolean lend(Inbox<ByteBuffer> box, Lender lender);

    /**
     * Polls a chunk of the body without a copy, for a borrower that ends the loan.
     *
     * @return null if there is no chunk, or none that is large enough to be lent; {@link Inbox#poll()} tells
     */
    public abstract @Nullable BodyLoan pollLoan(Inbox<ByteBuffer> box);

    /** The box that sends the parts of the response. */
    public abstract Outbox<ResponsePart> responseOutbox(Handler handler);

    /**
     * Sets a callback, called once, for the first time that the handler polls its inbox and the inbox is empty. At that
     * time the server sends 100 to a client that expects it.
     */
    public abstract void whenBodyWanted(Handler handler, Runnable callback);

    /**
     * Gives a handler its request, before the handler is activated.
     *
     * @param memory the account for the memory that the handler keeps; null for none
     */
    public abstract void serve(Handler handler, Request request, @Nullable ByteAccount memory);

    /** Tells a handler that the server begins to stop. */
    public abstract void tellStopping(Handler handler);

    /** Tells a handler that the client has closed its sending side. */
    public abstract void tellInputEnded(Handler handler);

    /**
     * The largest request body of a handler in bytes; 0 for no limit, negative for the limit of the path or the server.
     */
    public abstract long maxBody(Handler handler);

    /** Ends a handler if it is live. */
    public abstract void close(Handler handler, CloseReason how);

    /** Returns the guard that must decide before a handler may be activated; null if there is none. */
    public abstract @Nullable Handler guard(Handler handler);

    /** Sets a callback for the decision of a guard, called on the event loop within a step of the guard. */
    public abstract void whenDecided(Handler guard, Runnable callback);

    /** Returns the reply that replaces a handler whose guard has decided. */
    public abstract Reply behindGuard(Handler handler, Handler guard);

    // Requests.

    /**
     * Makes a request.
     *
     * @param origin the source of the request
     * @param support the settings that all handlers of the server share
     */
    public abstract Request request(RequestHead head, Request.Origin origin, HandlerSupport support);

    /** Returns the head from which a request was made. */
    public abstract RequestHead head(Request request);

    /** Sets the route of a request. Called before the factory of the route. */
    public abstract void routed(Request request, Routing routing);

    /** Sets the trailer fields of a request. Called before the inbox of the handler ends. */
    public abstract void trailers(Request request, Fields received);

    /** Opens the scopes of a request around its factories; close the result on the same thread. */
    public abstract RequestScope.Open openScope(Request request);

    /** Returns the scope around the code of the handlers of a request; null if there is none. */
    public abstract @Nullable RequestScope scope(Request request);

    /** Returns the limits of a request that replace limits of the server, as set by the factories called so far. */
    public abstract PathLimits limits(Request request);

    /** Whether the response to a request must be mapped; see {@link #mapResponse}. */
    public abstract boolean mapsResponse(Request request);

    /**
     * Maps a final response with the functions of its request. A function that fails, or that returns a response that
     * cannot be sent, is replaced by {@code onFailure}.
     *
     * @param onFailure makes a complete response for a failure
     */
    public abstract Response mapResponse(
            Request request, Response response, Function<? super Throwable, Response> onFailure);

    // Responses.

    /** Returns the whole body of a response; null if parts follow. Read it at absolute positions only. */
    public abstract @Nullable ByteBuffer content(Response response);

    /** Makes the protocol that takes over the connection after a response; null for a response that is no upgrade. */
    public abstract @Nullable Protocol upgrade(Response response);

    /** Returns the data that a protocol caches with a response, such as the encoded head; null if there is none. */
    public abstract @Nullable Object memo(Response response);

    /** Caches data with a response. If two threads do this at once, the data of one of them is kept. */
    public abstract void memo(Response response, Object kept);

    /** Sets the memory to release when a part has been sent or discarded. */
    public abstract void hold(ResponsePart.Data part, Releasable memory);

    /** Takes the memory of a part, which the caller must release; null if there is none. */
    public abstract @Nullable Releasable takeMemory(ResponsePart.Data part);
}
