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
 * Carries the exchanges of one connection of HTTP/1, one after the other, or the exchange of one stream of HTTP/2. An
 * exchange is one request and its response. The exchange calls the carrier on the event loop of the connection.
 *
 * <p>The carrier decides the framing of the response and whether the connection persists. The exchange decides what is
 * sent. The exchange also enforces the length that the handler has set for the body.
 */
public interface Carrier {
    /**
     * Whether the carrier has room for another part of the response of any kind. If not, the carrier calls
     * {@link HttpExchange#work()} when it has room.
     */
    boolean hasRoom();

    /** Sends 100, so that the client sends the body that it announced (RFC 9110 section 15.2.1). */
    void proceed();

    /** Sends an interim response, unless the version of the request has none (RFC 9110 section 15.2). */
    void interim(Response response, Request request);

    /**
     * Sends the head of the response and decides the framing of the body.
     *
     * @param request the request; null if it was refused before it was complete
     * @param toHead whether the request is HEAD
     * @param bodyUnread whether the rest of the request body will not be read, so that no further request can follow on
     *     an HTTP/1 connection
     * @return the framing
     */
    Framing head(Response response, @Nullable Request request, boolean toHead, boolean bodyUnread);

    /** Sends the whole body of a complete response. The position and the limit of the buffer are not changed. */
    void content(ByteBuffer whole);

    /**
     * Sends data of the body.
     *
     * @param part the data; the carrier releases it when it has been sent
     * @param octets the number of octets to send, from its position on; the rest is discarded
     */
    void data(ResponsePart.Data part, int octets);

    /**
     * Sends a region of a file as data of the body.
     *
     * @param region the region; the carrier releases it when it has been sent
     * @param octets the number of octets to send; the rest is discarded
     */
    void file(FileRegion region, long octets);

    /** Ends the body. Sends the trailer fields if the framing allows trailers. */
    void end(Fields trailers);

    /**
     * Called when the response is complete by its framing. The carrier ends the answer when the client has taken it.
     *
     * @param how FINISHED or UNWANTED for a complete response; for any other reason the connection closes
     */
    void answered(Answer answer, CloseReason how);

    /** Called when the response cannot be completed. The carrier must make this visible to the client. */
    void broken(Answer answer, CloseReason how);

    /** Called when the connection ends during the response. The answer counts the octets that the client has taken. */
    void lost(Answer answer, CloseReason how);

    /** Like {@link #answered}, for a 101 response: the carrier hands the connection over when the request has ended. */
    void upgraded(Answer answer, Protocol next);

    /** Called when the exchange can take another event of the request, or is free for another request. */
    void resume();
}
