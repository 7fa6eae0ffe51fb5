package org.kamaelia.verification.smuggling;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An answer as a client sees it.
 *
 * @param status 0 if the octets do not begin as an HTTP/1 response does, which is how HTTP/0.9 answers
 * @param answers the request that it says it answers, method and target; null for an error page
 * @param fromOrigin whether an origin server wrote it, and not a front end
 * @param body the octets of the body, one character each
 */
record Answer(int status, @Nullable String answers, boolean fromOrigin, String body) {
    /** The field in which a handler says what it answers. */
    static final String ANSWERS = "X-Answers";
    /** The field on each error page of an origin server. */
    static final String ORIGIN = "X-Origin";

    /** Whether a further answer to the same request follows. */
    boolean interim() {
        return status >= 100 && status < 200;
    }

    /** Whether an origin server refused the request. */
    boolean refusedByServer() {
        return fromOrigin && answers == null;
    }

    /** Whether a handler answered this request, and with what belongs to it. */
    boolean isTo(String request) {
        return status == 200 && request.equals(answers) && body.equals(Recorder.text(request));
    }

    /** The complete answers among the octets received so far, interim ones included. */
    static List<Answer> parse(byte[] received, boolean closed) {
        return new Parser(new String(received, ISO_8859_1), closed).all();
    }

    /** Front ends write correct responses, so this takes what is there and checks nothing. */
    private static final class Parser {
        private final String text;
        private final boolean closed;
        private int at;

        Parser(String text, boolean closed) {
            this.text = text;
            this.closed = closed;
        }

        List<Answer> all() {
            List<Answer> answers = new ArrayList<>();
            for (Answer next = next(); next != null; next = next()) {
                answers.add(next);
            }
            return answers;
        }

        private @Nullable Answer next() {
            if (at == text.length()) {
                return null;
            }
            if (!text.startsWith("HTTP/1.", at)) {
                return untilClose(0, null, false);
            }
            int end = text.indexOf("\r\n\r\n", at);
            if (end < 0) {
                return null;
            }
            String head = text.substring(at, end);
            int status = Integer.parseInt(head.substring(9, 12));
            String answers = field(head, ANSWERS);
            boolean fromOrigin = field(head, ORIGIN) != null || answers != null;
            int before = at;
            at = end + 4;
            if (status < 200 || status == 204 || status == 304 || (answers != null && answers.startsWith("HEAD "))) {
                return new Answer(status, answers, fromOrigin, "");
            }
            Answer answer = withBody(head, status, answers, fromOrigin);
            if (answer == null) {
                at = before;
            }
            return answer;
        }

        private @Nullable Answer withBody(String head, int status, @Nullable String answers, boolean fromOrigin) {
            String length = field(head, "Content-Length");
            if (length == null) {
                boolean chunked = field(head, "Transfer-Encoding") != null;
                return chunked ? chunked(status, answers, fromOrigin) : untilClose(status, answers, fromOrigin);
            }
            int end = at + Integer.parseInt(length);
            boolean toHead = text.startsWith("HTTP/1.", at) || closed && at == text.length();
            if (!toHead && end > text.length()) {
                return null;
            }
            String body = toHead ? "" : text.substring(at, end);
            at = toHead ? at : end;
            return new Answer(status, answers, fromOrigin, body);
        }

        private @Nullable Answer chunked(int status, @Nullable String answers, boolean fromOrigin) {
            StringBuilder body = new StringBuilder();
            int line = at;
            while (true) {
                int end = text.indexOf("\r\n", line);
                if (end < 0) {
                    return null;
                }
                int size = Integer.parseInt(text.substring(line, end).trim(), 16);
                int next = end + 2 + size + 2;
                if (next > text.length()) {
                    return null;
                }
                body.append(text, end + 2, end + 2 + size);
                line = next;
                if (size == 0) {
                    at = next;
                    return new Answer(status, answers, fromOrigin, body.toString());
                }
            }
        }

        private @Nullable Answer untilClose(int status, @Nullable String answers, boolean fromOrigin) {
            if (!closed) {
                return null;
            }
            String body = text.substring(at);
            at = text.length();
            return new Answer(status, answers, fromOrigin, body);
        }

        private static @Nullable String field(String head, String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            for (String line : head.split("\r\n")) {
                if (line.toLowerCase(Locale.ROOT).startsWith(prefix)) {
                    return line.substring(prefix.length()).trim();
                }
            }
            return null;
        }
    }
}
