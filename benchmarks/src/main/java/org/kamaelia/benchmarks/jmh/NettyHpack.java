package org.kamaelia.benchmarks.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;

/** Netty's header compression for one connection, as its servers use it: with validation, and with the default table. */
final class NettyHpack {
    private static final AsciiString DATE = AsciiString.cached("date");
    private static final AsciiString NOW = AsciiString.cached("Sun, 29 Nov 2026 12:00:00 GMT");
    private static final AsciiString TYPE = AsciiString.cached("content-type");
    private static final AsciiString TEXT = AsciiString.cached("text/plain; charset=utf-8");
    private static final AsciiString CACHE = AsciiString.cached("cache-control");
    private static final AsciiString NO_STORE = AsciiString.cached("no-store");
    private static final AsciiString LENGTH = AsciiString.cached("content-length");
    private static final AsciiString OK = AsciiString.cached("200");

    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(true);
    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
    private final ByteBuf out = Unpooled.buffer(512);

    /** Decodes a request. */
    Http2Headers decode(ByteBuf block) {
        try {
            return decoder.decodeHeaders(1, block);
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Encodes a response, and returns the length of the block. */
    int encode(long contentLength) {
        Http2Headers headers = new DefaultHttp2Headers()
                .status(OK)
                .add(DATE, NOW)
                .add(TYPE, TEXT)
                .add(CACHE, NO_STORE)
                .addLong(LENGTH, contentLength);
        try {
            encoder.encodeHeaders(1, headers, out.clear());
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
        return out.readableBytes();
    }
}
