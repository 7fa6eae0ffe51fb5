package org.kamaelia.peers.websocket;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.support.WebSocketHandlerAdapter;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.WebsocketServerSpec;

/** Spring WebFlux on Reactor Netty. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class WebFluxSocket {
    private static final int LARGEST = 1024 * 1024;
    private final Sinks.Many<byte[]> all = Sinks.many().multicast().directBestEffort();

    public static void main(String[] args) {
        SpringApplication.run(WebFluxSocket.class, "--server.port=" + args[0], "--spring.main.banner-mode=off");
    }

    @Bean
    WebSocketHandlerAdapter adapter() {
        WebSocketService service = new HandshakeWebSocketService(new ReactorNettyRequestUpgradeStrategy(
                () -> WebsocketServerSpec.builder().maxFramePayloadLength(LARGEST)));
        return new WebSocketHandlerAdapter(service);
    }

    @Bean
    HandlerMapping sockets() {
        WebSocketHandler echo = session -> session.send(session.receive().doOnNext(WebSocketMessage::retain));
        WebSocketHandler toAll = session -> {
            Flux<WebSocketMessage> sent = all.asFlux()
                    .onBackpressureBuffer(1024)
                    .map(octets -> session.binaryMessage(buffers -> buffers.wrap(octets)));
            return session.send(sent).and(session.receive().doOnNext(this::publish));
        };
        return new SimpleUrlHandlerMapping(Map.of("/ws", echo, "/ws/all", toAll), -1);
    }

    private void publish(WebSocketMessage message) {
        byte[] octets = new byte[message.getPayload().readableByteCount()];
        message.getPayload().read(octets);
        synchronized (all) {
            all.tryEmitNext(octets);
        }
    }
}
