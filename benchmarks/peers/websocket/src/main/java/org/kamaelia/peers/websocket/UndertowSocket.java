package org.kamaelia.peers.websocket;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.websockets.WebSocketConnectionCallback;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Undertow. */
public final class UndertowSocket {
    private static final Set<WebSocketChannel> ALL = ConcurrentHashMap.newKeySet();

    private UndertowSocket() {}

    public static void main(String[] args) {
        WebSocketConnectionCallback echo = (exchange, channel) -> listen(channel, false);
        WebSocketConnectionCallback all = (exchange, channel) -> {
            ALL.add(channel);
            listen(channel, true);
        };
        Undertow.builder()
                .addHttpListener(Integer.parseInt(args[0]), "localhost")
                .setHandler(Handlers.path()
                        .addExactPath("/ws", Handlers.websocket(echo))
                        .addExactPath("/ws/all", Handlers.websocket(all)))
                .build()
                .start();
    }

    private static void listen(WebSocketChannel channel, boolean toAll) {
        channel.getReceiveSetter().set(new AbstractReceiveListener() {
            @Override
            protected void onFullBinaryMessage(WebSocketChannel from, BufferedBinaryMessage message) {
                var pooled = message.getData();
                ByteBuffer octets = WebSockets.mergeBuffers(pooled.getResource());
                pooled.close();
                if (toAll) {
                    for (WebSocketChannel one : ALL) {
                        WebSockets.sendBinary(octets.duplicate(), one, null);
                    }
                } else {
                    WebSockets.sendBinary(octets, from, null);
                }
            }

            @Override
            protected long getMaxBinaryBufferSize() {
                return 1024 * 1024;
            }
        });
        channel.resumeReceives();
    }
}
