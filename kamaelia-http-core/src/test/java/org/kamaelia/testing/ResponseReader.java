package org.kamaelia.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads responses of HTTP/1.1 and is pedantic about them. A failed expectation is an {@link AssertionError}. Not
 * thread-safe.
 */
final class ResponseReader {
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 (\\d{3}) ([\\t -~]*)");
    private static final Pattern FIELD_LINE =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+): ([!-~](?:[\\t -~]*[!-~])?|)");
    private final BufferedInputStream in;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    ResponseReader(BufferedInputStream in) {
        this.in = in;
    }

    /** The response to a request that was HEAD or not, or an interim one. */
    RawResponse response(boolean toHead) {
        message.reset();
        return parse(toHead, false);
    }

    /** Only the head of a response; its body is left to be read. */
    RawResponse head() {
        message.reset();
        return parse(false, true);
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
    byte[] read(int count) {
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

    AssertionError failure(String what) {
        String received = message.toString(ISO_8859_1);
        String last = received.substring(Math.max(0, received.length() - 2_000));
        return new AssertionError("Got " + what + " after " + received.length() + " octets: \"" + last + "\"");
    }
}
