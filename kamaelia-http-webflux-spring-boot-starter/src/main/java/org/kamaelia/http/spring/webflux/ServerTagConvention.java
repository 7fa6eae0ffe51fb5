package org.kamaelia.http.spring.webflux;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import org.kamaelia.http.Request;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.observation.DefaultServerRequestObservationConvention;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;

/** Spring's own convention, and the tag {@code server}: the name of the server that has received the request. */
final class ServerTagConvention extends DefaultServerRequestObservationConvention {
    private static final KeyValue NONE = KeyValue.of("server", "none");

    ServerTagConvention(String name) {
        super(name);
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(ServerRequestObservationContext context) {
        return super.getLowCardinalityKeyValues(context).and(server(context.getCarrier()));
    }

    private static KeyValue server(ServerHttpRequest request) {
        ServerHttpRequest bare = request;
        while (bare instanceof ServerHttpRequestDecorator decorator) {
            bare = decorator.getDelegate();
        }
        boolean ours = bare instanceof AbstractServerHttpRequest known && known.getNativeRequest() instanceof Request;
        return ours
                ? KeyValue.of(
                        "server",
                        ((AbstractServerHttpRequest) bare)
                                .<Request>getNativeRequest()
                                .serverName())
                : NONE;
    }
}
