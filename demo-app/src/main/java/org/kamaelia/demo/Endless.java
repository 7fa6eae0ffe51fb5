package org.kamaelia.demo;

import org.kamaelia.http.HandlerFilter;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;

/**
 * A filter that marks a response as endless. So the response is not chunked but ends with its connection, and is
 * counted as {@code close}.
 */
final class Endless extends HandlerFilter {
    Endless(Reply behind) {
        super(behind);
    }

    @Override
    protected void part(ResponsePart part) {
        boolean stream = part instanceof Response response && response.status() == 200;
        outbox.send(stream ? ((Response) part).endless() : part);
    }
}
