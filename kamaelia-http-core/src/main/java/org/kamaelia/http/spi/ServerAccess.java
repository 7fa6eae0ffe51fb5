package org.kamaelia.http.spi;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Releasable;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Handler;
import org.kamaelia.http.PathLimits;
import org.kamaelia.http.Request;
import org.kamaelia.http.RequestScope;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.RequestHead;
import org.kamaelia.net.transport.Protocol;

/**
 * What the server does with handlers, requests and responses, and an application does not: the door from the packages of
 * the server into {@code org.kamaelia.http}. The one implementation lies in that package and announces itself when its
 * first class is used.
 *
 * <p>Everything that concerns a handler is called on the event loop of its connection.
 */
public abstract class ServerAccess {
    private static volatile @Nullable ServerAccess only;

    /** For the implementation. */
    protected ServerAccess() {}

    /** The one implementation. Keep it in a static final field. */
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

    /** Announces the implementation; called by {@code org.kamaelia.http} alone. */
    public static void announce(ServerAccess implementation) {
        only = implementation;
    }

    // Handlers.

    /** The box that takes the body of the request. */
    public abstract Inbox<ByteBuffer> bodyInbox(Handler handler);

    /** The box that gives the parts of the response. */
    public abstract Outbox<ResponsePart> responseOutbox(Handler handler);

    /**
     * Calls back once when the handler first looks for a chunk and there is none, which is when a client that expects 100
     * is told to send the body.
     */
    public abstract void whenBodyWanted(Handler handler, Runnable callback);

    /**
     * Gives a handler its request, before it is activated.
     *
     * @param memory where the memory that the handler keeps is counted; null for nowhere
     */
    public abstract void serve(Handler handler, Request request, @Nullable ByteAccount memory);

    /** Tells a handler that the server begins to stop. */
    public abstract void tellStopping(Handler handler);

    /** Tells a handler that the client has closed its sending side. */
    public abstract void tellInputEnded(Handler handler);

    /** The largest body that the handler takes, in bytes; 0 for no limit, negative for the limit of the server or path. */
    public abstract long maxBody(Handler handler);

    /** Ends a handler, if it has not ended. */
    public abstract void close(Handler handler, CloseReason how);

    // Requests.

    /**
     * A request.
     *
     * @param origin the connection on which it came
     * @param support what the handlers of the server have in common
     */
    public abstract Request request(RequestHead head, Request.Origin origin, HandlerSupport support);

    /** The head from which a request was made. */
    public abstract RequestHead head(Request request);

    /** Notes how a request was routed, before the factory of the route is asked. */
    public abstract void routed(Request request, Routing routing);

    /** Notes the trailer fields, before the inbox of the handler ends. */
    public abstract void trailers(Request request, Fields received);

    /** What surrounds the code of the handlers of a request; null for nothing. */
    public abstract @Nullable RequestScope scope(Request request);

    /** Where the limits of a request differ from those of its server, as the factories that were asked have said. */
    public abstract PathLimits limits(Request request);

    // Responses.

    /** The whole body of a response, to be read at absolute positions only; null if parts follow. */
    public abstract @Nullable ByteBuffer content(Response response);

    /** The protocol that takes the connection over after this response; null for none. */
    public abstract @Nullable Protocol upgrade(Response response);

    /** What a protocol keeps with a response that may be sent many times, such as its head in octets; null for nothing. */
    public abstract @Nullable Object memo(Response response);

    /** Keeps something with a response. A race of two threads keeps one of both. */
    public abstract void memo(Response response, Object kept);

    /** Notes what to give back when a part has been sent or discarded. */
    public abstract void hold(ResponsePart.Data part, Releasable memory);

    /** What is to be given back for a part, which becomes the duty of the caller; null for nothing. */
    public abstract @Nullable Releasable takeMemory(ResponsePart.Data part);
}
