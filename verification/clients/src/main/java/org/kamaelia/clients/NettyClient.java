package org.kamaelia.clients;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The client of Netty, with a channel for each stream. */
final class NettyClient {
    private static final int REQUESTS = 100;
    private static final int LARGE = 3 << 20;
    private static final int PIECE = 64 * 1024;

    private NettyClient() {}

    private interface Use {
        void with(Channel connection) throws Exception;
    }

    private static void connected(int port, Use use) throws Exception {
        MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            Channel connection = new Bootstrap()
                    .group(loops)
                    .channel(NioSocketChannel.class)
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(Http2FrameCodecBuilder.forClient().build())
                                    .addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
                        }
                    })
                    .connect("127.0.0.1", port)
                    .sync()
                    .channel();
            use.with(connection);
            connection.close().sync();
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    /** Counts the octets of a response. */
    private static final class Response extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<Integer> octets = new CompletableFuture<>();
        private int count;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            boolean end = false;
            if (message instanceof Http2DataFrame data) {
                count += data.content().readableBytes();
                end = data.isEndStream();
            } else if (message instanceof Http2HeadersFrame headers) {
                if (headers.headers().status() != null && !headers.headers().status().toString().equals("200")) {
                    octets.completeExceptionally(new AssertionError(headers.headers().status().toString()));
                }
                end = headers.isEndStream();
            } else if (message instanceof Http2ResetFrame reset) {
                octets.completeExceptionally(new AssertionError("reset: " + reset.errorCode()));
            }
            ReferenceCountUtil.release(message);
            if (end) {
                octets.complete(count);
            }
        }
    }

    private static CompletableFuture<Integer> send(Channel connection, String method, String path, int body)
            throws Exception {
        Response response = new Response();
        Http2StreamChannel stream = new Http2StreamChannelBootstrap(connection)
                .handler(response)
                .open()
                .sync()
                .getNow();
        DefaultHttp2Headers headers = new DefaultHttp2Headers();
        headers.method(method).path(path).scheme("http").authority("localhost");
        stream.write(new DefaultHttp2HeadersFrame(headers, body == 0));
        for (int left = body; left > 0; left -= PIECE) {
            byte[] piece = new byte[Math.min(left, PIECE)];
            stream.write(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(piece), left <= PIECE));
        }
        stream.flush();
        return response.octets;
    }

    static void requests(int port) throws Exception {
        connected(port, connection -> {
            List<CompletableFuture<Integer>> all = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                all.add(send(connection, "GET", "/hello", 0));
            }
            for (CompletableFuture<Integer> one : all) {
                Clients.equal(one.get(30, TimeUnit.SECONDS), "hello\n".length());
            }
        });
    }

    static void largeBody(int port) throws Exception {
        connected(
                port,
                connection -> Clients.equal(
                        send(connection, "POST", "/echo", LARGE).get(60, TimeUnit.SECONDS), LARGE));
    }
}
