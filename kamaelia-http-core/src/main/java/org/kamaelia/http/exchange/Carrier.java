package org.kamaelia.http.exchange;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.net.loop.FileRegion;
import org.kamaelia.net.transport.Protocol;

/**
 * What carries an exchange, which is one request and its answer: a connection of HTTP/1, which carries one exchange after the other, or a stream of
 * HTTP/2. The exchange calls it on the event loop of the connection.
 *
 * <p>The carrier decides how the response is framed and whether the connection goes on. The exchange decides what is sent,
 * and keeps a handler to the length that it promised.
 */
public interface Carrier {
    /**
     * Whether the carrier takes another part of the response now, whatever it is. If not, the carrier has the exchange
     * work as soon as it does.
     */
    boolean hasRoom();

    /** Tells the client to send the body that it announced: 100 (RFC 9110 section 15.2.1). */
    void proceed();

    /** Sends an interim response, if the version of the request knows them (RFC 9110 section 15.2). */
    void interim(Response response, Request request);

    /**
     * Sends the head of the response, and decides how the end of the body is marked.
     *
     * @param request the request; null for one that was refused before it became one
     * @param toHead whether the response answers HEAD
     * @param bodyUnread whether the rest of the request body cannot be waited for, so that nothing can follow on an
     *     HTTP/1 connection
     */
    Framing head(Response response, @Nullable Request request, boolean toHead, boolean bodyUnread);

    /** Sends the whole body of a complete response; the buffer itself is left as it is. */
    void content(ByteBuffer whole);

    /**
     * Sends data.
     *
     * @param part is released once it was sent
     * @param octets how many of it are sent, from its position on; the rest is discarded
     */
    void data(ResponsePart.Data part, int octets);

    /**
     * Sends a region of a file.
     *
     * @param region is released once it was sent
     * @param octets how many of it are sent; the rest is discarded
     */
    void file(FileRegion region, long octets);

    /** Ends the body, with trailer fields where the framing has a place for them. */
    void end(Fields trailers);

    /**
     * The response is complete, as far as it will be: what was sent says so by its framing. The carrier ends the answer
     * once the client has taken it.
     *
     * @param how FINISHED or UNWANTED for a complete response; another reason has the connection close
     */
    void answered(Answer answer, CloseReason how);

    /** The response cannot be completed: the client must see that it is not whole. */
    void broken(Answer answer, CloseReason how);

    /** The connection has ended, or is about to: the answer ends with what the client has taken of it. */
    void lost(Answer answer, CloseReason how);

    /** As {@link #answered}, for a response with 101: hands the connection to another protocol once the request has ended. */
    void upgraded(Answer answer, Protocol next);

    /** The exchange can take another event of the request, or is free for another request. */
    void resume();
}
