package org.kamaelia.http.websocket;

import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Outbox;
import org.kamaelia.http.websocket.frame.Contexts;
import org.kamaelia.http.websocket.frame.DeflateAgreement;
import org.kamaelia.http.websocket.frame.Deflation;
import org.kamaelia.http.websocket.frame.Inflation;
import org.kamaelia.http.websocket.frame.MessageLimits;
import org.kamaelia.http.websocket.frame.MessageReader;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.IoBuffer;
import org.kamaelia.net.loop.LoopLocal;
import org.kamaelia.net.transport.Transport;

/** What a WebSocket has once it has taken a connection over. */
record Wire(
        Transport transport,
        MessageReader reader,
        FrameWriter writer,
        Pulse pulse,
        WebSocketStatistics.Server counters) {
    private static final LoopLocal<Contexts> CONTEXTS = LoopLocal.of(loop -> new Contexts());

    static Wire of(
            Transport transport,
            Outbox<IoBuffer> outbox,
            WebSocketSettings settings,
            boolean streaming,
            @Nullable DeflateAgreement agreement) {
        EventLoop loop = transport.loop();
        Inflation inflation = null;
        Deflation deflation = null;
        if (agreement != null) {
            Contexts contexts = CONTEXTS.get(loop);
            inflation = new Inflation(contexts, agreement.clientKeeps());
            deflation = new Deflation(
                    contexts, settings.compression().level(), agreement.serverKeeps(), agreement.serverBits());
        }
        MessageLimits limits = new MessageLimits(settings.message(), settings.frame(), streaming);
        return new Wire(
                transport,
                new MessageReader(limits, inflation),
                new FrameWriter(outbox, loop, deflation, settings.compression().threshold()),
                new Pulse(settings, transport, loop.now()),
                settings.statistics().of(transport.serverName()));
    }
}
