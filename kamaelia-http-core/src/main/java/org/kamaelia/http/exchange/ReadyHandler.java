package org.kamaelia.http.exchange;

import org.kamaelia.http.Handler;
import org.kamaelia.http.Response;

/** Sends a response that is known already, after the server has accepted the size of the request body. */
final class ReadyHandler extends Handler {
    private final Response response;

    ReadyHandler(Response response) {
        this.response = response;
    }

    @Override
    protected void start() {
        respond(response);
    }

    @Override
    protected void step() {}
}
