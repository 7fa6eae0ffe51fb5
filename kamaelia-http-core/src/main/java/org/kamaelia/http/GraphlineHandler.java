package org.kamaelia.http;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Graphline;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;

/** A graph as a handler. Its boxes are linked to the connection directly, so there is no extra hop. */
final class GraphlineHandler extends Handler {
    private final Graphline<ByteBuffer, ResponsePart> graph;

    GraphlineHandler(Graphline<ByteBuffer, ResponsePart> graph) {
        this.graph = graph;
    }

    @Override
    Inbox<ByteBuffer> bodyInbox() {
        return graph.inbox();
    }

    @Override
    Outbox<ResponsePart> responseOutbox() {
        return graph.outbox();
    }

    @Override
    void whenBodyWanted(Runnable callback) {
        callback.run(); // the component that polls the body is inside the graph, so its first poll cannot be seen here
    }

    @Override
    protected void start() {
        scheduler().activate(graph, Objects.requireNonNull(group()));
    }

    @Override
    protected void step() {}

    @Override
    void ended(CloseReason how, @Nullable Throwable failure) {
        Component.stop(graph);
    }
}
