package org.kamaelia.http.http1;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.kamaelia.http.syntax.Ascii;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.StatusCodes;

/**
 * Encodes response heads and the chunked coding (RFC 9112 sections 4, 5 and 7.1). The input is already validated:
 * {@link Fields} contains no character that could end a line.
 */
public final class ResponseEncoder {
    /** The most bytes of a chunk-size line: sixteen hexadecimal digits and the end of the line. */
    public static final int CHUNK_LINE = 18;

    /** The most bytes of a Content-Length line: name, nineteen digits and the end of the line. */
    public static final int LENGTH_LINE = 37;

    private static final byte[] HEX = ascii("0123456789abcdef");
    private static final byte[] LENGTH = ascii("Content-Length: ");
    private static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");
    private static final byte[][] STATUS_LINES = new byte[600][];

    static {
        for (int status = 100; status < STATUS_LINES.length; status++) {
            STATUS_LINES[status] = ascii("HTTP/1.1 " + status + " " + StatusCodes.reason(status) + "\r\n");
        }
    }

    private ResponseEncoder() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Encodes the status line and the field lines, without the empty line after them.
     *
     * @param status 100 to 599
     */
    public static byte[] head(int status, Fields fields) {
        byte[] line = STATUS_LINES[status];
        ByteBuffer out = ByteBuffer.allocate(line.length + fields.wireLength());
        out.put(line);
        fields.writeTo(out);
        return out.array();
    }

    /**
     * Writes the line before a chunk.
     *
     * @param size bytes in the chunk, at least 1
     * @param into has room for {@link #CHUNK_LINE} bytes
     * @return the number of bytes written
     */
    public static int chunkLine(long size, byte[] into) {
        int digits = (67 - Long.numberOfLeadingZeros(size)) >> 2;
        long left = size;
        for (int i = digits - 1; i >= 0; i--) {
            into[i] = HEX[(int) left & 15];
            left >>>= 4;
        }
        into[digits] = Ascii.CR;
        into[digits + 1] = Ascii.LF;
        return digits + 2;
    }

    /**
     * Writes the Content-Length line (RFC 9110 section 8.6).
     *
     * @param length in bytes, at least 0
     * @param into has room for {@link #LENGTH_LINE} bytes
     * @return the number of bytes written
     */
    public static int lengthLine(long length, byte[] into) {
        System.arraycopy(LENGTH, 0, into, 0, LENGTH.length);
        int end = LENGTH.length + 1;
        for (long left = length; left > 9; left /= 10) {
            end++;
        }
        int at = end;
        long left = length;
        do {
            into[--at] = (byte) ('0' + left % 10);
            left /= 10;
        } while (left > 0);
        into[end] = Ascii.CR;
        into[end + 1] = Ascii.LF;
        return end + 2;
    }

    /** The last chunk with the trailer section (RFC 9112 section 7.1.2). Do not change the array. */
    public static byte[] lastChunk(Fields trailers) {
        if (trailers.size() == 0) {
            return LAST_CHUNK;
        }
        ByteBuffer out = ByteBuffer.allocate(LAST_CHUNK.length + trailers.wireLength());
        out.put(LAST_CHUNK, 0, 3);
        trailers.writeTo(out);
        return out.put(Ascii.CR).put(Ascii.LF).array();
    }
}
