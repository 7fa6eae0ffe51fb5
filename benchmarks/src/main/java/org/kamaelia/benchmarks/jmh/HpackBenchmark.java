package org.kamaelia.benchmarks.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.kamaelia.http.http2.BlockBuffer;
import org.kamaelia.http.http2.HeadReader;
import org.kamaelia.http.http2.HpackEncoder;
import org.kamaelia.http.http2.Http2RequestHead;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.ParserLimits;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Header compression: the heads of requests as a browser sends them, and those of responses (RFC 7541). Netty's decoder reads
 * the same octets, and its encoder writes the same fields.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HpackBenchmark {
    private static final byte[] DATE = "Sun, 29 Nov 2026 12:00:00 GMT".getBytes(StandardCharsets.US_ASCII);

    /** GET and https as indices; authority and path as literals that enter no table. */
    private static final byte[] PSEUDO_FIELDS =
            "\u0082\u0087\u0001\u000fwww.example.com\u0004\u0014/articles/2026/boxes"
                    .getBytes(StandardCharsets.ISO_8859_1);

    private static final Fields REQUEST = Fields.builder()
            .add(
                    "user-agent",
                    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0")
            .add("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
            .add("accept-language", "en-GB,en;q=0.9")
            .add("accept-encoding", "gzip, deflate, br, zstd")
            .add("cookie", "session=0123456789abcdef0123456789abcdef")
            .build();

    private static final Fields RESPONSE = Fields.builder()
            .add("Content-Type", "text/plain; charset=utf-8")
            .add("Cache-Control", "no-store")
            .build();

    private final BlockBuffer block = new BlockBuffer();
    private final HpackEncoder encoder = new HpackEncoder(block);
    private final HeadReader reader = new HeadReader(ParserLimits.defaults(), true);
    private ByteBuffer first = ByteBuffer.allocate(0);
    private ByteBuffer again = ByteBuffer.allocate(0);
    private final NettyHpack netty = new NettyHpack();
    private ByteBuf nettyAgain = Unpooled.EMPTY_BUFFER;
    private long length;

    /** Encodes the same request for the first time, and as a client does that has sent it before. */
    @Setup
    public void encodeRequests() {
        BlockBuffer buffer = new BlockBuffer();
        HpackEncoder client = new HpackEncoder(buffer);
        for (int i = 0; i < 3; i++) {
            client.begin();
            client.fields(REQUEST);
            ByteBuffer encoded = ByteBuffer.allocateDirect(PSEUDO_FIELDS.length + buffer.length())
                    .put(PSEUDO_FIELDS)
                    .put(buffer.octets(), 0, buffer.length())
                    .flip();
            first = i == 0 ? encoded : first;
            again = encoded;
            decode(new HeadReader(ParserLimits.defaults(), true), first);
            decode(reader, encoded);
            nettyAgain = Unpooled.wrappedBuffer(encoded);
            netty.decode(nettyAgain.duplicate());
        }
    }

    private static Http2RequestHead decode(HeadReader with, ByteBuffer encoded) {
        with.beginRequest(true);
        if (with.fragment(encoded, 0, encoded.limit()) != null || with.end() != null) {
            throw new IllegalStateException("a malformed block");
        }
        return with.head();
    }

    /** The first request of a connection: literals, in Huffman code. */
    @Benchmark
    public Http2RequestHead decodeFirst() {
        return decode(new HeadReader(ParserLimits.defaults(), true), first);
    }

    /** A request whose fields are in the table. */
    @Benchmark
    public Http2RequestHead decodeAgain() {
        return decode(reader, again);
    }

    /** A request whose fields are in the table, with Netty. */
    @Benchmark
    public Http2Headers nettyDecodeAgain() {
        return netty.decode(nettyAgain.duplicate());
    }

    /** The first request of a connection, with Netty. */
    @Benchmark
    public Http2Headers nettyDecodeFirst() {
        return new NettyHpack().decode(Unpooled.wrappedBuffer(first));
    }

    /** A response whose fields are in the table, with Netty. */
    @Benchmark
    public int nettyEncodeAgain() {
        return netty.encode(13);
    }

    /** A response with a length that was not sent before, with Netty. */
    @Benchmark
    public int nettyEncodeOtherLength() {
        return netty.encode(length++ & 0xffff);
    }

    /** A response whose fields are in the table. */
    @Benchmark
    public int encodeAgain() {
        return encode(13);
    }

    /** A response with a length that was not sent before. */
    @Benchmark
    public int encodeOtherLength() {
        return encode(length++ & 0xffff);
    }

    private int encode(long contentLength) {
        encoder.begin();
        encoder.status(200);
        encoder.date(DATE);
        encoder.fields(RESPONSE);
        encoder.contentLength(contentLength);
        return block.length();
    }
}
