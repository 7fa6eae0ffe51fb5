package org.kamaelia.http.exchange;

import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.ByteBound;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.http.ResponsePart;

/** The box for parts of a response, which notices when a handler sends the very chunk that it was lent. */
final class ResponsesBox extends Inbox<ResponsePart> {
    static final BoxSpec<ResponsePart> SPEC =
            BoxSpec.of("HttpRequestHandler", "responses", "a part of the response", 16, ResponsePart::size);

    private final LentBody body;

    /**
     * A box.
     *
     * @param body what the handler is lent
     * @param outgoing bounds what was sent and has not been written
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
