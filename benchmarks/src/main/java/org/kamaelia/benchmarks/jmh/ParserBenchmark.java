package org.kamaelia.benchmarks.jmh;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.kamaelia.http.protocol.ParserLimits;
import org.kamaelia.http.protocol.RequestHead;
import org.kamaelia.http.protocol.RequestParser;
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

/** Heads in direct memory, as a socket brings them, to the objects that a handler reads. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ParserBenchmark {
    private final RequestParser parser = new RequestParser(ParserLimits.defaults());
    private final ByteBuffer browser = Requests.direct(Requests.BROWSER);
    private final ByteBuffer small = Requests.direct("GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n");

    /** One field. */
    @Benchmark
    public RequestHead oneField() {
        return parse(small);
    }

    /** Twelve fields, none of them read. */
    @Benchmark
    public RequestHead twelveFields() {
        return parse(browser);
    }

    /** Twelve fields; method, target, Host and three fields are read. */
    @Benchmark
    public void twelveFieldsRead(Blackhole reader) {
        RequestHead head = parse(browser);
        reader.consume(head.method());
        reader.consume(head.target());
        reader.consume(head.authority());
        reader.consume(head.fields().first("User-Agent"));
        reader.consume(head.fields().first("Accept-Encoding"));
        reader.consume(head.fields().first("Cookie"));
    }

    /** Twelve fields that arrive in two pieces, divided in the middle. */
    @Benchmark
    public RequestHead twelveFieldsInTwoPieces() {
        int whole = browser.capacity();
        browser.position(0).limit(whole / 2);
        expect(RequestParser.Event.MORE, browser);
        browser.limit(whole);
        return rest(browser);
    }

    private RequestHead parse(ByteBuffer octets) {
        octets.position(0);
        return rest(octets);
    }

    private RequestHead rest(ByteBuffer octets) {
        expect(RequestParser.Event.HEAD, octets);
        RequestHead head = parser.head();
        expect(RequestParser.Event.END, octets);
        return head;
    }

    private void expect(RequestParser.Event event, ByteBuffer octets) {
        if (parser.parse(octets) != event) {
            throw new IllegalStateException("The parser gave no " + event);
        }
    }
}
