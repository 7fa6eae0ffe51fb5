package org.kamaelia.http.http2;

import org.kamaelia.net.transport.Transport;

/**
 * The connection of a stream, as far as the stream needs it. Used on the event loop of the connection.
 *
 * @param <S> the stream
 */
interface StreamOwner<S> {
    /** Whether the way to the socket has room; if not, the stream is asked to write when there is. */
    boolean hasRoom();

    /** The octets that the client accepts on the connection now. */
    long window();

    /** The stream has something to send. */
    void sends(S stream);

    /** Octets that the client sent have been taken or discarded, so that it may send more on the connection. */
    void credit(int octets);

    /** The octets that the client may send on this stream grow. */
    void credit(S stream, int octets);

    /** The response asks to close the connection when its streams have ended. */
    void closeAfter();

    /** The transport of the connection. */
    Transport transport();
}
