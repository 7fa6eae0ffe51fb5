package org.kamaelia.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 (\\d{3}) ([\\t -~]*)");
    private static final Pattern FIELD_LINE =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+): ([!-~](?:[\\t -~]*[!-~])?|)");
    private static final Pattern DATE = Pattern.compile(
            "(?md)^Date: ((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT)\r$");

    private final Socket socket;
    private final BufferedInputStream in;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 8 * 1024);
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
        return response(method.equals("HEAD"));
    }

    /** The response to a request that was not HEAD, or an interim one. */
    public RawResponse response() {
        return response(false);
    }

    /** The response to HEAD: fields and no body (RFC 9110 section 9.3.2). */
    public RawResponse responseToHead() {
        return response(true);
    }

    /** Only the head of a response; its body is left to be read. */
    public RawResponse responseHead() {
        message.reset();
        return parse(false, true);
    }

    private RawResponse response(boolean toHead) {
        message.reset();
        return parse(toHead, false);
    }

    private RawResponse parse(boolean toHead, boolean headOnly) {
        Matcher statusLine = STATUS_LINE.matcher(line());
        expect(statusLine.matches(), "no status line");
        int status = Integer.parseInt(statusLine.group(1));
        List<Map.Entry<String, String>> fields = fields();
        RawResponse head = new RawResponse(status, fields, new byte[0], List.of(), message.toByteArray());
        checkHead(head);
        if (headOnly || toHead || status < 200 || status == 204 || status == 304) {
            return head;
        }
        List<Map.Entry<String, String>> trailers = new ArrayList<>();
        byte[] body = body(head, trailers);
        return new RawResponse(status, fields, body, trailers, message.toByteArray());
    }

    private void checkHead(RawResponse head) {
        String coding = head.field("Transfer-Encoding");
        String length = head.field("Content-Length");
        expect(coding == null || coding.equals("chunked"), "a coding that nobody asked for");
        expect(coding == null || length == null, "length and coding, RFC 9112 6.2");
        expect(length == null || length.matches("0|[1-9]\\d*"), "no length, RFC 9110 8.6");
        boolean bodiless = head.status() < 200 || head.status() == 204;
        expect(!bodiless || coding == null && length == null, "framing where there can be no body, RFC 9112 6.1, 6.2");
        if (head.status() >= 200) {
            expect(head.field("Date") != null, "no Date, RFC 9110 6.6.1");
        }
    }

    private byte[] body(RawResponse head, List<Map.Entry<String, String>> trailers) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String length = head.field("Content-Length");
        if (head.field("Transfer-Encoding") != null) {
            for (int size; (size = chunkSize()) > 0; ) {
                take(size, body);
                expect(octet() == '\r' && octet() == '\n', "no line end behind a chunk, RFC 9112 7.1");
            }
            trailers.addAll(fields());
        } else if (length != null) {
            take(Integer.parseInt(length), body);
        } else {
            for (int octet; (octet = next()) >= 0; ) {
                body.write(octet);
            }
        }
        return body.toByteArray();
    }

    private int chunkSize() {
        String line = line();
        expect(line.matches("0|[1-9a-f][0-9a-f]{0,7}"), "no chunk size, RFC 9112 7.1");
        return Integer.parseInt(line, 16);
    }

    private List<Map.Entry<String, String>> fields() {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        for (String line; !(line = line()).isEmpty(); ) {
            Matcher field = FIELD_LINE.matcher(line);
            expect(field.matches(), "no field line, RFC 9112 5");
            fields.add(Map.entry(field.group(1), field.group(2)));
        }
        return fields;
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        for (int octet; (octet = octet()) != '\r'; ) {
            expect(octet != '\n', "a line that ends in LF alone, RFC 9112 2.2");
            line.append((char) octet);
        }
        expect(octet() == '\n', "CR without LF, RFC 9112 2.2");
        return line.toString();
    }

    private int octet() {
        int octet = next();
        expect(octet >= 0, "the end of the connection");
        return octet;
    }

    private int next() {
        int octet = read();
        if (octet >= 0) {
            message.write(octet);
        }
        return octet;
    }

    private int read() {
        try {
            return in.read();
        } catch (IOException e) {
            throw failure(e.toString());
        }
    }

    private void take(int count, ByteArrayOutputStream into) {
        byte[] octets = read(count);
        into.writeBytes(octets);
        message.writeBytes(octets);
    }

    /** So many octets of whatever comes. */
    public byte[] read(int count) {
        try {
            byte[] octets = in.readNBytes(count);
            expect(octets.length == count, "the end of the connection");
            return octets;
        } catch (IOException e) {
            throw failure(e.toString());
        }
    }

    private void expect(boolean condition, String otherwise) {
        if (!condition) {
            throw failure(otherwise);
        }
    }

    private AssertionError failure(String what) {
        String received = message.toString(ISO_8859_1);
        String last = received.substring(Math.max(0, received.length() - 2_000));
        return new AssertionError("Got " + what + " after " + received.length() + " octets: \"" + last + "\"");
    }

    /** Everything up to the orderly end of the connection, in ISO-8859-1, with {@code *} for the value of Date. */
    public String rest() {
        try {
            return withoutDate(new String(in.readAllBytes(), ISO_8859_1));
        } catch (IOException e) {
            throw failure(e.toString() + " instead of the end of the connection");
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
