package org.kamaelia.demo;

import org.kamaelia.http.PersistentHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.spring.HandlerPath;
import org.springframework.stereotype.Component;

/**
 * Hands out numbers for the queue at the desk, each number once. A persistent handler handles one request at a time, so
 * a plain field is enough.
 */
@Component
@HandlerPath(
        path = "/tickets",
        servers = {"public", "secure"},
        methods = "POST")
class Tickets extends PersistentHandler {
    private int last;

    /** A ticket. */
    record Ticket(int number) {}

    @Override
    protected void request(Request request) {
        respond(Json.response(new Ticket(++last)));
    }
}
