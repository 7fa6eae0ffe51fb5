package org.kamaelia.fuzzing;

import static org.kamaelia.fuzzing.Trace.check;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kamaelia.http.http1.Http1RequestHead;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.ParserLimits;

/**
 * A message read again in the plainest way: cut at every CR LF, then at spaces and colons. What the parser accepts has
 * to mean the same to the most simple-minded reader, so that nobody in front of the server can see another message.
 */
public final class NaiveReading {

    private NaiveReading() {}

    /** Fails unless each message means what a simple-minded reader takes it for, and they lie end to end. */
    public static void assertSame(byte[] octets, Trace trace) {
        int at = 0;
        for (Trace.Message message : trace.messages) {
            check(message.start == at, "octets between two messages");
            head(octets, message);
            if (message.end < 0) {
                return;
            }
            body(octets, message);
            at = message.end;
        }
        if (trace.refusal == null && trace.parser.idle()) {
            String rest = text(octets, at, octets.length);
            check("\r\n".repeat(8).startsWith(rest), "%d octets belong to no message", rest.length());
        }
    }

    private static void head(byte[] octets, Trace.Message message) {
        String head = text(octets, message.start, message.headEnd);
        String lines = head.replaceFirst("^(\r\n){1,8}", "");
        check(lines.indexOf("\r\n\r\n") == lines.length() - 4, "the head does not end with its first empty line");
        String[] line = lines.substring(0, lines.length() - 4).split("\r\n", -1);
        for (String one : line) {
            check(one.chars().noneMatch(c -> c < ' ' && c != '\t' || c == 0x7f), "a control character was taken");
        }
        requestLine(line[0], message.head);
        List<Map.Entry<String, String>> fields = fields(Arrays.copyOfRange(line, 1, line.length));
        check(same(fields, message.head.fields()), "fields %s", fields);
        framing(fields, message.head);
    }

    private static void requestLine(String line, Http1RequestHead head) {
        String[] parts = line.split(" ", -1);
        check(parts.length == 3, "the request line has %d parts", parts.length);
        check(parts[0].equals(head.method()) && parts[1].equals(head.target()), "method or target");
        check(parts[1].chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#'), "a character in the target");
        check(parts[2].length() == 8 && parts[2].startsWith("HTTP/1."), "the version %s was taken", parts[2]);
        check((parts[2].charAt(7) == '0' ? 0 : 1) == head.minorVersion(), "the minor version of %s", parts[2]);
    }

    /** The lines as names and values, optional white space dropped. */
    public static List<Map.Entry<String, String>> fields(String... lines) {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            check(colon > 0, "a line without a name");
            int from = colon + 1;
            int to = line.length();
            while (from < to && " \t".indexOf(line.charAt(from)) >= 0) {
                from++;
            }
            while (to > from && " \t".indexOf(line.charAt(to - 1)) >= 0) {
                to--;
            }
            fields.add(Map.entry(line.substring(0, colon), line.substring(from, to)));
        }
        return fields;
    }

    public static boolean same(List<Map.Entry<String, String>> expected, Fields fields) {
        boolean same = expected.size() == fields.size();
        for (int i = 0; same && i < expected.size(); i++) {
            same = expected.get(i).getKey().equals(fields.name(i))
                    && expected.get(i).getValue().equals(fields.value(i));
        }
        return same;
    }

    private static void framing(List<Map.Entry<String, String>> fields, Http1RequestHead head) {
        List<String> hosts = new ArrayList<>();
        List<String> lengths = new ArrayList<>();
        List<String> codings = new ArrayList<>();
        for (Map.Entry<String, String> field : fields) {
            switch (field.getKey().toLowerCase(Locale.ROOT).replace('_', '-')) {
                case "host" -> hosts.add(field.getValue());
                case "content-length" -> lengths.add(field.getValue());
                case "transfer-encoding" -> codings.add(field.getValue().toLowerCase(Locale.ROOT));
                default -> {}
            }
        }
        check(hosts.size() == 1 || hosts.isEmpty() && head.minorVersion() == 0, "%d Host fields", hosts.size());
        check(lengths.size() <= 1, "%d Content-Length fields", lengths.size());
        check(codings.equals(head.chunked() ? List.of("chunked") : List.of()), "the coding %s was taken", codings);
        check(lengths.isEmpty() || codings.isEmpty(), "length and coding were taken");
        check(codings.isEmpty() || head.minorVersion() > 0, "a coding in HTTP/1.0 was taken");
        check(head.contentLength() == (lengths.isEmpty() ? -1 : Long.parseLong(lengths.get(0))), "the length");
    }

    private static void body(byte[] octets, Trace.Message message) {
        byte[] body = message.body.toByteArray();
        if (message.head.chunked()) {
            NaiveChunks chunks = NaiveChunks.read(octets, message.headEnd, ParserLimits.defaults());
            check(chunks.verdict == NaiveChunks.Verdict.COMPLETE, "chunks that are %s were taken", chunks.verdict);
            check(chunks.end == message.end, "the body ends at %d and not %d", chunks.end, message.end);
            check(Arrays.equals(chunks.body(), body), "the decoded body");
            check(same(chunks.trailers, message.trailers), "the trailers %s", chunks.trailers);
            return;
        }
        long length = Math.max(0, message.head.contentLength());
        check(message.end - message.headEnd == length, "the body has not the length that was promised");
        check(Arrays.equals(octets, message.headEnd, message.end, body, 0, body.length), "the body");
        check(message.trailers.size() == 0, "trailers without chunks");
    }

    public static String text(byte[] octets, int from, int to) {
        return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
