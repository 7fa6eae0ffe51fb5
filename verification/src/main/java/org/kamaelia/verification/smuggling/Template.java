package org.kamaelia.verification.smuggling;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the text of a hostile message into octets. Every line ends in CR LF, save one that ends in a backslash.
 *
 * <table>
 *   <caption>What stands for something else</caption>
 *   <tr><td>{@code \r \n \t \0 \\ \x7f}</td><td>one octet</td></tr>
 *   <tr><td>{@code {id}}</td><td>the name of the run, unique in its lane</td></tr>
 *   <tr><td>{@code {inner}}</td><td>the request that is to be smuggled, complete</td></tr>
 *   <tr><td>{@code {open}}</td><td>the same without its end, so that it swallows the line that follows</td></tr>
 *   <tr><td>{@code {inner-length}, {inner-hex}}</td><td>the octets of the inner request, decimal or hex</td></tr>
 *   <tr><td>{@code {length}, {hex}}</td><td>the octets of the body, decimal or hex</td></tr>
 *   <tr><td>{@code {body}, {end}}</td><td>where the body begins, if not behind the first empty line, and ends</td></tr>
 *   <tr><td>{@code {90*text}}</td><td>the text ninety times</td></tr>
 *   <tr><td>{@code {wait}}</td><td>what is there is sent, and an answer is waited for, not for long</td></tr>
 *   <tr><td>{@code {fin}}</td><td>the client closes its side</td></tr>
 * </table>
 */
final class Template {
    /** What a client does next. */
    enum Kind {
        SEND,
        WAIT,
        FIN
    }

    /** A thing for the client to do; the octets are those to send. */
    record Step(Kind kind, byte[] octets) {}

    private final String id;
    private final int knownLength;
    private final List<Step> steps = new ArrayList<>();
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private final ByteArrayOutputStream all = new ByteArrayOutputStream();
    private int bodyStart = -1;
    private int bodyEnd = -1;

    private Template(String id, int knownLength) {
        this.id = id;
        this.knownLength = knownLength;
    }

    /** The steps of a message; the digits of its own length depend on the message, so it is written twice. */
    static List<Step> render(String text, String id) {
        Template draft = new Template(id, 0);
        draft.write(text);
        Template whole = new Template(id, draft.bodyLength());
        whole.write(text);
        whole.flush();
        return List.copyOf(whole.steps);
    }

    /** The octets of a text without steps. */
    static byte[] octets(String text, String id) {
        Template template = new Template(id, 0);
        template.write(text);
        return template.all.toByteArray();
    }

    private int bodyLength() {
        int start = bodyStart;
        if (start < 0) {
            int blank = all.toString(StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
            start = blank < 0 ? all.size() : blank + 4;
        }
        return Math.max(0, (bodyEnd < 0 ? all.size() : bodyEnd) - start);
    }

    private void write(String text) {
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '\\') {
                i = escape(text, i + 1);
            } else if (c == '{') {
                int close = text.indexOf('}', i);
                if (close < 0) {
                    throw new IllegalArgumentException("A brace is not closed; write \\x7b for a brace itself");
                }
                placeholder(text.substring(i + 1, close));
                i = close + 1;
            } else {
                octet(c);
                i++;
            }
        }
    }

    private void octet(int octet) {
        pending.write(octet);
        all.write(octet);
    }

    private int escape(String text, int at) {
        char c = text.charAt(at);
        switch (c) {
            case 'r' -> octet('\r');
            case 'n' -> octet('\n');
            case 't' -> octet('\t');
            case '0' -> octet(0);
            case '\\' -> octet('\\');
            case 'x' -> {
                octet(Integer.parseInt(text.substring(at + 1, at + 3), 16));
                return at + 3;
            }
            default -> throw new IllegalArgumentException("\\" + c + " means nothing");
        }
        return at + 1;
    }

    private void placeholder(String name) {
        String open = "GET /smuggled-" + id + " HTTP/1.1\\r\\nHost: inner.example\\r\\n";
        switch (name) {
            case "id" -> write(id);
            case "open" -> write(open + "X-Graft: ");
            case "inner" -> write(open + "\\r\\n");
            case "inner-length" -> write(String.valueOf(octets("{inner}", id).length));
            case "inner-hex" -> write(Integer.toHexString(octets("{inner}", id).length));
            case "length" -> write(String.valueOf(knownLength));
            case "hex" -> write(Integer.toHexString(knownLength));
            case "body" -> bodyStart = all.size();
            case "end" -> bodyEnd = all.size();
            case "wait" -> step(Kind.WAIT);
            case "fin" -> step(Kind.FIN);
            default -> repeat(name);
        }
    }

    private void repeat(String name) {
        int star = name.indexOf('*');
        if (star < 1) {
            throw new IllegalArgumentException("{" + name + "} means nothing");
        }
        write(name.substring(star + 1).repeat(Integer.parseInt(name.substring(0, star))));
    }

    private void step(Kind kind) {
        flush();
        steps.add(new Step(kind, new byte[0]));
    }

    private void flush() {
        if (pending.size() > 0) {
            steps.add(new Step(Kind.SEND, pending.toByteArray()));
            pending.reset();
        }
    }
}
