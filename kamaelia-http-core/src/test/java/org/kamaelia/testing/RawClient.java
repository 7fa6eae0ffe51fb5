package org.kamaelia.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A client that sends the octets it is told to and is pedantic about those it gets. It waits 5 s for what is to come,
 * and no longer. A failed expectation is an {@link AssertionError}. Not thread-safe.
 */
public final class RawClient implements AutoCloseable {
    private static final int TIMEOUT = 5_000;
    private static final Pattern DATE = Pattern.compile(
            "(?md)^Date: ((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT)\r$");
    private final Socket socket;
    private final BufferedInputStream in;
    private final ResponseReader reader;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 8 * 1024);
        this.reader = new ResponseReader(in);
    }

    /** A connection to a port of loopback. */
    public static RawClient connect(int port) {
        return connect(port, 0);
    }

    /**
     * A connection with a receive buffer of its own size.
     *
     * @param receiveBuffer in octets, as a hint to the kernel; 0 leaves it to the kernel
     */
    public static RawClient connect(int port, int receiveBuffer) {
        try {
            Socket socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT);
            return new RawClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A client on a socket that is connected already. */
    public static RawClient on(Socket connected) {
        try {
            connected.setSoTimeout(TIMEOUT);
            return new RawClient(connected);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A message head: these lines and the empty one. */
    public static String head(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    /** A GET request of HTTP/1.1. */
    public static String get(String target) {
        return head("GET " + target + " HTTP/1.1", "Host: h");
    }

    /** A POST request of HTTP/1.1 with Content-Length. */
    public static String post(String target, String body) {
        return head("POST " + target + " HTTP/1.1", "Host: h", "Content-Length: " + body.length()) + body;
    }

    /** A POST request of HTTP/1.1 in chunks. */
    public static String postChunked(String target, String... chunks) {
        StringBuilder request =
                new StringBuilder(head("POST " + target + " HTTP/1.1", "Host: h", "Transfer-Encoding: chunked"));
        for (String chunk : chunks) {
            request.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return request.append("0\r\n\r\n").toString();
    }

    /** Text with {@code *} for the value of Date; anything but an IMF-fixdate stays (RFC 9110 section 5.6.7). */
    static String withoutDate(String text) {
        Matcher date = DATE.matcher(text);
        StringBuilder result = new StringBuilder();
        while (date.find()) {
            DateTimeFormatter.RFC_1123_DATE_TIME.parse(date.group(1)); // the day of the week fits
            date.appendReplacement(result, "Date: *\r");
        }
        return date.appendTail(result).toString();
    }

    /** Sends text in ISO-8859-1, in one write. */
    public RawClient send(String octets) {
        return send(octets.getBytes(ISO_8859_1));
    }

    /** Sends octets, in one write. */
    public RawClient send(byte[] octets) {
        try {
            socket.getOutputStream().write(octets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Sends text in ISO-8859-1 to a server that may have closed or reset the connection already. */
    public RawClient sendIfOpen(String octets) {
        try {
            socket.getOutputStream().write(octets.getBytes(ISO_8859_1));
        } catch (IOException closed) {
            // what the server did is for the caller to look at
        }
        return this;
    }

    /** Sends text in ISO-8859-1, each octet in a write of its own. */
    public RawClient sendByteByByte(String octets) {
        for (byte octet : octets.getBytes(ISO_8859_1)) {
            send(new byte[] {octet});
        }
        return this;
    }

    /** Sends octets while the caller goes on, for more than the buffers between the two hold. */
    public CompletableFuture<Void> sendInBackground(byte[] octets) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        Thread sender = new Thread(
                () -> {
                    try {
                        send(octets);
                        sent.complete(null);
                    } catch (UncheckedIOException closed) {
                        sent.completeExceptionally(closed);
                    }
                },
                "raw-client-sender");
        sender.setDaemon(true);
        sender.start();
        return sent;
    }

    /** Whether something has come that has not been read. */
    public boolean hasInput() {
        try {
            return in.available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says that nothing more will be sent, and goes on to receive (RFC 9112 section 9.6). */
    public RawClient endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Resets the connection. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends a request of HTTP/1.1 without a body, and reads its response.
     *
     * @param fields field lines beside Host
     */
    public RawResponse ask(String method, String target, String... fields) {
        List<String> lines = new ArrayList<>(List.of(method + " " + target + " HTTP/1.1", "Host: h"));
        lines.addAll(List.of(fields));
        send(head(lines.toArray(String[]::new)));
        return reader.response(method.equals("HEAD"));
    }

    /** The response to a request that was not HEAD, or an interim one. */
    public RawResponse response() {
        return reader.response(false);
    }

    /** The response to HEAD: fields and no body (RFC 9110 section 9.3.2). */
    public RawResponse responseToHead() {
        return reader.response(true);
    }

    /** Only the head of a response; its body is left to be read. */
    public RawResponse responseHead() {
        return reader.head();
    }

    /** So many octets of whatever comes. */
    public byte[] read(int count) {
        return reader.read(count);
    }

    /** Everything up to the orderly end of the connection, in ISO-8859-1, with {@code *} for the value of Date. */
    public String rest() {
        try {
            return withoutDate(new String(in.readAllBytes(), ISO_8859_1));
        } catch (IOException e) {
            throw reader.failure(e.toString() + " instead of the end of the connection");
        }
    }

    /** Expects the orderly end of the connection, and nothing before it. */
    public void assertEnd() {
        String rest = rest();
        if (!rest.isEmpty()) {
            throw new AssertionError("Expected the end of the connection and got: \"" + rest + "\"");
        }
    }

    /** Expects the connection to be reset, whatever comes before. */
    public void assertReset() {
        @Nullable IOException end = readToTheEnd();
        if (!(end instanceof SocketException)) {
            throw new AssertionError("Expected a reset and got " + (end == null ? "an orderly end" : end));
        }
    }

    /** Expects the connection to end, orderly or not, whatever comes before. */
    public void assertClosed() {
        @Nullable IOException end = readToTheEnd();
        if (end != null && !(end instanceof SocketException)) {
            throw new AssertionError("Expected the end of the connection and got " + end);
        }
    }

    private @Nullable IOException readToTheEnd() {
        byte[] buffer = new byte[64 * 1024];
        try {
            int count;
            do {
                count = in.read(buffer);
            } while (count >= 0);
            return null;
        } catch (IOException end) {
            return end;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
