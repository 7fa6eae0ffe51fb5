package org.kamaelia.fuzzing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.kamaelia.http.syntax.ParserLimits;

/**
 * A chunked body read from memory, line by line, by the grammar of RFC 9112 7.1 as it is written there. It shares
 * nothing with the parser, so the two can be compared.
 */
public final class NaiveChunks {

    /** What the octets are. */
    public enum Verdict {
        COMPLETE,
        CUT_SHORT,
        WRONG
    }

    private static final String SYMBOLS = "!#$%&'*+-.^_`|~";
    private static final Set<String> FORBIDDEN = Set.of("host", "authorization", "content-length", "transfer-encoding");

    public Verdict verdict = Verdict.CUT_SHORT;
    public int end;
    public final List<Map.Entry<String, String>> trailers = new ArrayList<>();

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final String text;
    private final ParserLimits limits;
    private int at;

    private NaiveChunks(String text, int at, ParserLimits limits) {
        this.text = text;
        this.at = at;
        this.limits = limits;
    }

    public static NaiveChunks read(byte[] octets, int from, ParserLimits limits) {
        NaiveChunks chunks = new NaiveChunks(new String(octets, StandardCharsets.ISO_8859_1), from, limits);
        chunks.verdict = chunks.read();
        return chunks;
    }

    public byte[] body() {
        return body.toByteArray();
    }

    private Verdict read() {
        while (true) {
            int lineEnd = text.indexOf("\r\n", at);
            if (lineEnd < 0) {
                return Verdict.CUT_SHORT;
            }
            String line = text.substring(at, lineEnd);
            int digits = 0;
            while (digits < line.length() && hex(line.charAt(digits))) {
                digits++;
            }
            if (digits < 1 || digits > 8 || line.length() > limits.chunkLine() || !extensions(line, digits)) {
                return Verdict.WRONG;
            }
            at = lineEnd + 2;
            long size = Long.parseLong(line.substring(0, digits), 16);
            if (size == 0) {
                return trailers();
            }
            if (size > text.length() - at) {
                return Verdict.CUT_SHORT;
            }
            int dataEnd = at + (int) size;
            body.writeBytes(text.substring(at, dataEnd).getBytes(StandardCharsets.ISO_8859_1));
            if (dataEnd + 2 > text.length()) {
                return Verdict.CUT_SHORT;
            }
            if (!text.startsWith("\r\n", dataEnd)) {
                return Verdict.WRONG;
            }
            at = dataEnd + 2;
        }
    }

    /** {@code *( BWS ";" BWS token [ BWS "=" BWS ( token / quoted-string ) ] )} up to the end of the line. */
    private static boolean extensions(String line, int from) {
        int i = from;
        while (i < line.length()) {
            i = blanks(line, i);
            if (i == line.length() || line.charAt(i) != ';') {
                return false;
            }
            int name = blanks(line, i + 1);
            i = token(line, name);
            if (i == name) {
                return false;
            }
            int equals = blanks(line, i);
            if (equals < line.length() && line.charAt(equals) == '=') {
                int value = blanks(line, equals + 1);
                i = value < line.length() && line.charAt(value) == '"' ? quoted(line, value) : token(line, value);
                if (i <= value) {
                    return false;
                }
            }
        }
        return true;
    }

    private static int blanks(String line, int from) {
        int i = from;
        while (i < line.length() && (line.charAt(i) == ' ' || line.charAt(i) == '\t')) {
            i++;
        }
        return i;
    }

    private static int token(String line, int from) {
        int i = from;
        while (i < line.length() && tokenCharacter(line.charAt(i))) {
            i++;
        }
        return i;
    }

    /** The index behind the closing quote, or -1. */
    private static int quoted(String line, int from) {
        for (int i = from + 1; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                return i + 1;
            }
            if (c == '\\') {
                i++;
            }
            if (i == line.length() || !textCharacter(line.charAt(i))) {
                return -1;
            }
        }
        return -1;
    }

    private Verdict trailers() {
        int section = at;
        while (true) {
            int lineEnd = text.indexOf("\r\n", at);
            if (lineEnd < 0) {
                return Verdict.CUT_SHORT;
            }
            String line = text.substring(at, lineEnd);
            at = lineEnd + 2;
            if (line.isEmpty()) {
                end = at;
                return at - section <= limits.trailerSection() || trailers.isEmpty() ? Verdict.COMPLETE : Verdict.WRONG;
            }
            int name = token(line, 0);
            boolean wellFormed = name > 0 && name < line.length() && line.charAt(name) == ':';
            if (!wellFormed || !line.substring(name).chars().allMatch(c -> textCharacter((char) c))) {
                return Verdict.WRONG;
            }
            String known = line.substring(0, name).toLowerCase(Locale.ROOT).replace('_', '-');
            if (FORBIDDEN.contains(known) || trailers.size() == limits.fields()) {
                return Verdict.WRONG;
            }
            trailers.addAll(NaiveReading.fields(line));
        }
    }

    private static boolean hex(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }

    public static boolean tokenCharacter(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || SYMBOLS.indexOf(c) >= 0;
    }

    public static boolean textCharacter(char c) {
        return c == '\t' || c >= ' ' && c != 0x7f && c < 256;
    }
}
