package org.kamaelia.verification.websocket;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Connections to a server in this JVM, opened with a request of a browser's size. */
final class Opened {
    private static final String FIELDS = "Host: localhost\r\n"
            + "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0\r\n"
            + "Accept-Language: en-GB,en;q=0.9\r\nCache-Control: no-cache\r\n";
    private static final String HTTP = "GET / HTTP/1.1\r\n" + FIELDS + "\r\n";
    private static final String WEB_SOCKET = " HTTP/1.1\r\n" + FIELDS
            + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n";

    private Opened() {}

    /** An HTTP connection whose response has been read. */
    static SocketChannel http(int port) throws IOException {
        return open(port, HTTP, 0);
    }

    /**
     * A WebSocket whose handshake has been read.
     *
     * @param receiveBuffer bytes, as a hint to the kernel; 0 leaves it to the kernel
     */
    static SocketChannel webSocket(int port, int receiveBuffer) throws IOException {
        return webSocket(port, "/ws", receiveBuffer);
    }

    /** A WebSocket at another path. */
    static SocketChannel webSocket(int port, String path, int receiveBuffer) throws IOException {
        return open(port, "GET " + path + WEB_SOCKET, receiveBuffer);
    }

    private static SocketChannel open(int port, String request, int receiveBuffer) throws IOException {
        SocketChannel channel = SocketChannel.open();
        if (receiveBuffer > 0) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
        }
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        StringBuilder head = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (head.indexOf("\r\n\r\n") < 0) {
            if (channel.read(one.clear()) < 0) {
                throw new IOException("The server closed after " + head);
            }
            head.append((char) one.get(0));
        }
        return channel;
    }

    /** The heap after collections, in bytes. */
    static long heap() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(200);
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }

    /** Direct memory of all buffers, in bytes. */
    static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
