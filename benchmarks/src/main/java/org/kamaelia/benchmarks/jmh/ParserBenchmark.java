package org.kamaelia.benchmarks.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.kamaelia.http.http1.Http1RequestHead;
import org.kamaelia.http.http1.RequestParser;
import org.kamaelia.http.syntax.ParserLimits;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Heads in direct memory, as a socket brings them, to the objects that a handler reads.
 *
 * <p>Netty's decoder does the same with the same octets, with its default settings, limits and validation. It is called
 * as its pipeline would call it, but without the pipeline, which would be part of what is measured.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ParserBenchmark {
    private final RequestParser parser = new RequestParser(ParserLimits.defaults());
    private final ByteBuffer browser = Requests.direct(Requests.BROWSER);
    private final ByteBuffer[] browsers = {browser, Requests.direct(Requests.BROWSER_NEXT)};
    private final ByteBuffer[] smalls = {
        Requests.direct("GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        Requests.direct("GET /plaintext HTTP/1.1\r\nHost: localhosu\r\n\r\n")
    };

    private final NettyDecoder netty = new NettyDecoder();
    private final ByteBuf[] nettyBrowsers = {
        Unpooled.wrappedBuffer(Requests.direct(Requests.BROWSER)),
        Unpooled.wrappedBuffer(Requests.direct(Requests.BROWSER_NEXT))
    };
    private int turn;

    /** One field. */
    @Benchmark
    public Http1RequestHead oneField() {
        return parse(next(smalls));
    }

    /** Twelve fields, none of them read. */
    @Benchmark
    public Http1RequestHead twelveFields() {
        return parse(next(browsers));
    }

    /** Twelve fields, the same as in the request before: recognised, and not read again. */
    @Benchmark
    public Http1RequestHead twelveFieldsAgain() {
        return parse(browser);
    }

    /** Twelve fields; method, target, Host and three fields are read. */
    @Benchmark
    public void twelveFieldsRead(Blackhole reader) {
        Http1RequestHead head = parse(next(browsers));
        reader.consume(head.method());
        reader.consume(head.target());
        reader.consume(head.authority());
        reader.consume(head.fields().first("User-Agent"));
        reader.consume(head.fields().first("Accept-Encoding"));
        reader.consume(head.fields().first("Cookie"));
    }

    /** Netty: twelve fields, none of them read. */
    @Benchmark
    public HttpRequest nettyTwelveFields() throws Exception {
        return netty.request(nettyNext());
    }

    /** Netty: twelve fields; method, target, Host and three fields are read. */
    @Benchmark
    public void nettyTwelveFieldsRead(Blackhole reader) throws Exception {
        HttpRequest request = netty.request(nettyNext());
        reader.consume(request.method().name());
        reader.consume(request.uri());
        reader.consume(request.headers().get(HttpHeaderNames.HOST));
        reader.consume(request.headers().get(HttpHeaderNames.USER_AGENT));
        reader.consume(request.headers().get(HttpHeaderNames.ACCEPT_ENCODING));
        reader.consume(request.headers().get(HttpHeaderNames.COOKIE));
    }

    /** Twelve fields that arrive in two pieces, divided in the middle. */
    @Benchmark
    public Http1RequestHead twelveFieldsInTwoPieces() {
        ByteBuffer octets = next(browsers);
        int whole = octets.capacity();
        octets.position(0).limit(whole / 2);
        expect(RequestParser.Event.MORE, octets);
        octets.limit(whole);
        return rest(octets);
    }

    /** Two heads by turns, which differ in their last octets: the parser would recognise one that comes again. */
    private ByteBuffer next(ByteBuffer[] octets) {
        turn ^= 1;
        return octets[turn];
    }

    private ByteBuf nettyNext() {
        turn ^= 1;
        return nettyBrowsers[turn].readerIndex(0);
    }

    private Http1RequestHead parse(ByteBuffer octets) {
        octets.position(0);
        return rest(octets);
    }

    private Http1RequestHead rest(ByteBuffer octets) {
        expect(RequestParser.Event.HEAD, octets);
        Http1RequestHead head = parser.head();
        expect(RequestParser.Event.END, octets);
        return head;
    }

    private void expect(RequestParser.Event event, ByteBuffer octets) {
        if (parser.parse(octets) != event) {
            throw new IllegalStateException("The parser gave no " + event);
        }
    }

    /** Netty's decoder without a pipeline around it. */
    private static final class NettyDecoder extends HttpRequestDecoder {
        private final List<Object> decoded = new ArrayList<>(4);

        /** The request that the octets are, whole and without a body. */
        HttpRequest request(ByteBuf octets) throws Exception {
            decoded.clear();
            while (octets.isReadable() || decoded.isEmpty()) {
                decode(null, octets, decoded);
            }
            if (decoded.get(0) instanceof HttpRequest request
                    && request.decoderResult().isSuccess()
                    && decoded.get(decoded.size() - 1) instanceof LastHttpContent) {
                return request;
            }
            throw new IllegalStateException("Netty's decoder gave " + decoded);
        }
    }
}
