package org.kamaelia.http.spring.webflux;

import org.kamaelia.http.ResponsePart;

/** The outbox of the handler of a request, for its {@link ResponseFlow}. For the event loop only. */
interface ResponseParts {
    /** Whether so many parts can be sent now. If not, the handler is stepped when they can. */
    boolean hasRoom(int count);

    /** Sends a part. */
    void send(ResponsePart part);

    /** Ends the response. */
    void end();
}
