package org.kamaelia.http.exchange;

import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.ByteBound;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.spi.LentSink;

/** The box for parts of a response. It detects a part that is the same chunk that was lent to the handler. */
final class ResponsesBox extends Inbox<ResponsePart> implements LentSink {
    static final BoxSpec<ResponsePart> SPEC =
            BoxSpec.of("HttpRequestHandler", "responses", "a part of the response", 16, ResponsePart::size);

    private final LentBody body;

    /**
     * Makes a box.
     *
     * @param body the body that is lent to the handler
     * @param outgoing limits the bytes that have been sent and not written
     */
    ResponsesBox(Component owner, LentBody body, ByteBound outgoing) {
        super(owner, SPEC);
        this.body = body;
        boundBy(outgoing, true);
    }

    @Override
    protected void accepted(ResponsePart part) {
        body.mayBeSent(part);
    }
}
