package org.kamaelia.peers.http2;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;

/** Netty with its frame codec and one handler for all streams, which costs less than a channel for each stream. */
final class Netty {
    private static final ByteBuf GREETING = shared(Main.GREETING);
    private static final ByteBuf MEGABYTE = shared(Main.MEGABYTE);
    private static volatile AsciiString date = now();

    private Netty() {}

    private static ByteBuf shared(byte[] octets) {
        return Unpooled.unreleasableBuffer(
                        Unpooled.directBuffer(octets.length).writeBytes(octets))
                .asReadOnly();
    }

    private static AsciiString now() {
        return new AsciiString(DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
    }

    static void run(int port) throws InterruptedException {
        MultiThreadIoEventLoopGroup loops =
                new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(), NioIoHandler.newFactory());
        loops.next().scheduleAtFixedRate(() -> date = now(), 1, 1, TimeUnit.SECONDS);
        new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(Http2FrameCodecBuilder.forServer().build(), new Answers());
                    }
                })
                .bind(port)
                .sync()
                .channel()
                .closeFuture()
                .sync();
    }

    private static final class Answers extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof Http2HeadersFrame frame) {
                head(context, frame);
            } else if (message instanceof Http2DataFrame frame) {
                int credit = frame.initialFlowControlledBytes();
                context.write(new DefaultHttp2DataFrame(frame.content(), frame.isEndStream()).stream(frame.stream()));
                context.write(new DefaultHttp2WindowUpdateFrame(credit).stream(frame.stream()));
            } else {
                ReferenceCountUtil.release(message);
            }
        }

        private static void head(ChannelHandlerContext context, Http2HeadersFrame frame) {
            switch (frame.headers().path().toString()) {
                case "/plaintext" -> answer(context, frame.stream(), Main.PLAIN, GREETING);
                case "/bytes/1m" -> answer(context, frame.stream(), Main.OCTETS, MEGABYTE);
                default ->
                    context.write(
                            new DefaultHttp2HeadersFrame(headers(Main.OCTETS), frame.isEndStream()).stream(frame.stream()));
            }
        }

        private static void answer(ChannelHandlerContext context, Http2FrameStream stream, String type, ByteBuf body) {
            Http2Headers headers =
                    headers(type).set("content-length", String.valueOf(body.readableBytes()));
            context.write(new DefaultHttp2HeadersFrame(headers, false).stream(stream));
            context.write(new DefaultHttp2DataFrame(body.duplicate(), true).stream(stream));
        }

        private static Http2Headers headers(String type) {
            return new DefaultHttp2Headers(false).status("200").set("content-type", type).set("date", date);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            context.close();
        }
    }
}
