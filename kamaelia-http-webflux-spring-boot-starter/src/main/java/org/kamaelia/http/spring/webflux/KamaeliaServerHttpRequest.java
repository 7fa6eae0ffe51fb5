package org.kamaelia.http.spring.webflux;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.SslInfo;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import reactor.core.publisher.Flux;

/**
 * A request as Spring reads it. Everything but the body is there from the start and stays there, also after the client
 * has gone. {@link #getNativeRequest()} is the {@link Request}, which has the route, the trailers and the server.
 */
final class KamaeliaServerHttpRequest extends AbstractServerHttpRequest {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Request request;
    private final Flux<DataBuffer> body;

    KamaeliaServerHttpRequest(Request request, URI uri, Flux<DataBuffer> body) {
        super(HttpMethod.valueOf(request.method()), uri, null, new HttpHeaders(new RequestFields(request.fields())));
        this.request = request;
        this.body = body;
    }

    @Override
    protected String initId() {
        return Long.toHexString(NUMBERS.incrementAndGet());
    }

    @Override
    public Flux<DataBuffer> getBody() {
        return body;
    }

    @Override
    protected MultiValueMap<String, HttpCookie> initCookies() {
        MultiValueMap<String, HttpCookie> cookies = new LinkedMultiValueMap<>();
        for (Map.Entry<String, String> pair : request.cookies()) {
            cookies.add(pair.getKey(), new HttpCookie(pair.getKey(), unquoted(pair.getValue())));
        }
        return cookies;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    @Override
    public @Nullable InetSocketAddress getLocalAddress() {
        return request.localAddress() instanceof InetSocketAddress address ? address : null;
    }

    @Override
    public @Nullable InetSocketAddress getRemoteAddress() {
        return request.remoteAddress() instanceof InetSocketAddress address ? address : null;
    }

    @Override
    protected @Nullable SslInfo initSslInfo() {
        SSLSession session = request.tlsSession();
        return session == null ? null : TlsInfo.of(session);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T getNativeRequest() {
        return (T) request;
    }
}
