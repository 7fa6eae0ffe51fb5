package org.kamaelia.verification.clients;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;
import org.kamaelia.http.exchange.HttpSetup;
import org.kamaelia.http.server.HttpServer;
import org.kamaelia.net.SimpleServer;

/**
 * The memory of connections that have answered a request of a browser's size and are idle, in HTTP/1.1 and in HTTP/2. Both ends
 * of each connection are in this JVM; the client's end is a socket, and is measured by itself.
 */
public final class IdleConnections {
    private static final long SETTLING_MILLIS = 2_000;
    private static final String FIELDS =
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
                    + " Chrome/140.0.0.0\r\nAccept-Language: en-GB,en;q=0.9\r\nCache-Control: no-cache\r\n";

    private IdleConnections() {}

    private interface Opening {
        Socket open(int port) throws IOException;
    }

    /** Argument: how many connections. */
    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[0]);
        HttpSetup setup = HttpSetup.of(HandlerFactory.oneShot(request -> Response.text("hello")));
        HttpSetup both = setup.http2(setup.http2().clearText(true));
        try (SimpleServer server =
                SimpleServer.of(() -> new HttpServer(both)).port(0).start()) {
            int port = server.localPort();
            cost(100, port, IdleConnections::one); // loads the classes
            cost(100, port, IdleConnections::two);
            System.out.printf(
                    "%,d idle connections, both ends: HTTP/1.1 %,d bytes each, HTTP/2 %,d%n",
                    count, cost(count, port, IdleConnections::one), cost(count, port, IdleConnections::two));
        }
    }

    private static Socket one(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream()
                .write(("GET / HTTP/1.1\r\nHost: localhost\r\n" + FIELDS + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (int last = 0; last != 'o'; last = socket.getInputStream().read()) {
            if (last < 0) {
                throw new IOException("The server has closed the connection");
            }
        }
        return socket;
    }

    /** Sends a request whose fields enter the dynamic table, as a browser does. */
    private static Socket two(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        StringBuilder block = new StringBuilder("828684").append("4109").append(hex("localhost"));
        for (String line : FIELDS.split("\r\n")) {
            String name = line.substring(0, line.indexOf(':')).toLowerCase(java.util.Locale.ROOT);
            String value = line.substring(line.indexOf(':') + 2);
            block.append("40").append(string(name)).append(string(value));
        }
        String frames = hex("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
                + "000000040000000000" + "000000040100000000"
                + String.format("%06x0105%08x", block.length() / 2, 1) + block;
        socket.getOutputStream().write(HexFormat.of().parseHex(frames));
        DataInputStream in = new DataInputStream(socket.getInputStream());
        for (boolean end = false; !end; ) {
            int lengthAndType = in.readInt();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            in.readNBytes(lengthAndType >>> 8);
            end = stream == 1 && (flags & 1) != 0;
        }
        return socket;
    }

    private static String string(String text) {
        int length = text.length();
        return (length < 127 ? String.format("%02x", length) : String.format("7f%02x", length - 127)) + hex(text);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static long cost(int count, int port, Opening how) throws Exception {
        long before = heap();
        List<Socket> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(how.open(port));
        }
        Thread.sleep(SETTLING_MILLIS);
        long after = heap();
        for (Socket socket : all) {
            socket.close();
        }
        Thread.sleep(SETTLING_MILLIS);
        return (after - before) / count;
    }

    private static long heap() throws InterruptedException {
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
}
