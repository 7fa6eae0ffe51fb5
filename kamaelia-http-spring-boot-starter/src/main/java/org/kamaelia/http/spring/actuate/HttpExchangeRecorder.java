package org.kamaelia.http.spring.actuate;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.exchange.HttpObserver;
import org.kamaelia.http.exchange.ObservedExchange;
import org.kamaelia.http.spring.ServerObserverFactory;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.transport.AddressText;
import org.springframework.boot.actuate.web.exchanges.HttpExchange;
import org.springframework.boot.actuate.web.exchanges.HttpExchangeRepository;
import org.springframework.boot.actuate.web.exchanges.Include;
import org.springframework.boot.actuate.web.exchanges.RecordableHttpRequest;
import org.springframework.boot.actuate.web.exchanges.RecordableHttpResponse;

/**
 * Adds each request and its response to the {@code HttpExchangeRepository} of the application, for actuator's endpoint
 * {@code httpexchanges}. What is recorded is decided by {@code management.httpexchanges.recording.include}, as for the
 * web servers of Spring Boot. The repository is called on event loops, and must not block. Requests that the parser
 * refuses have no target and are not recorded.
 */
final class HttpExchangeRecorder implements ServerObserverFactory {
    private final HttpExchangeRepository repository;
    private final Set<Include> include;

    HttpExchangeRecorder(HttpExchangeRepository repository, Set<Include> include) {
        this.repository = repository;
        this.include = include;
    }

    @Override
    public HttpObserver observer(String server) {
        return Recording::new;
    }

    /** Spring Boot records the requests that WebFlux serves. */
    @Override
    public boolean isForNativeHandlers() {
        return true;
    }

    /** Records the exchanges of one event loop. */
    private final class Recording implements HttpObserver.OnLoop {
        private final EventLoop loop;

        Recording(EventLoop loop) {
            this.loop = loop;
        }

        @Override
        public void begun(ObservedExchange exchange) {}

        @Override
        public void ended(ObservedExchange exchange) {
            Request request = exchange.request();
            if (request != null) {
                Instant now = Instant.now();
                Duration taken = Duration.ofNanos(Math.max(0, loop.readClock() - exchange.begunAt()));
                repository.add(HttpExchange.start(at(now.minus(taken)), new Recorded(request))
                        .finish(at(now), new Answered(exchange), () -> null, () -> null, include));
            }
        }

        private static Clock at(Instant moment) {
            return Clock.fixed(moment, ZoneOffset.UTC);
        }
    }

    private record Recorded(Request request) implements RecordableHttpRequest {
        @Override
        public String getMethod() {
            return request.method();
        }

        /** The URI of the request. Characters that java.net.URI does not accept are percent-encoded. */
        @Override
        public URI getUri() {
            String query = request.query();
            String before = request.scheme() + "://" + request.host();
            String path = request.rawPath().startsWith("/") ? request.rawPath() : "/";
            try {
                return new URI(before + path + (query == null ? "" : "?" + query));
            } catch (URISyntaxException unusual) {
                try {
                    return new URI(request.scheme(), request.host(), path, query, null);
                } catch (URISyntaxException noHost) {
                    return URI.create(request.scheme() + ":/");
                }
            }
        }

        @Override
        public @Nullable String getRemoteAddress() {
            return request.remoteAddress() instanceof InetSocketAddress inet && inet.getAddress() != null
                    ? AddressText.of(inet.getAddress())
                    : null;
        }

        @Override
        public Map<String, List<String>> getHeaders() {
            return headers(request.fields());
        }
    }

    private record Answered(ObservedExchange exchange) implements RecordableHttpResponse {
        @Override
        public int getStatus() {
            return exchange.status();
        }

        @Override
        public Map<String, List<String>> getHeaders() {
            Response response = exchange.response();
            return response == null ? new LinkedHashMap<>() : headers(response.fields());
        }
    }

    /** Spring Boot removes fields with secrets from this map. */
    private static Map<String, List<String>> headers(Fields fields) {
        Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < fields.size(); i++) {
            all.computeIfAbsent(fields.name(i), name -> new ArrayList<>(1)).add(fields.value(i));
        }
        return all;
    }
}
