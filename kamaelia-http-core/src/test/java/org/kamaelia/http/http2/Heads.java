package org.kamaelia.http.http2;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.ParserLimits;

/** Reads heads and trailers from lines of text, for tests about their rules. */
final class Heads {

    private Heads() {}

    /** A reader with these limits that allows extended CONNECT. */
    static HeadReader reader(ParserLimits limits) {
        return new HeadReader(limits, true);
    }

    /** Encodes lines as literals without indexing. A line is a name, a colon, a space and a value. */
    static byte[] block(String... lines) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String line : lines) {
            boolean pseudo = line.startsWith(":") && !line.startsWith(": ");
            int colon = line.indexOf(": ", pseudo ? 1 : 0);
            out.write(0);
            string(out, line.substring(0, colon));
            string(out, line.substring(colon + 2));
        }
        return out.toByteArray();
    }

    private static void string(ByteArrayOutputStream out, String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        if (octets.length < 127) {
            out.write(octets.length);
        } else {
            out.write(127);
            int left = octets.length - 127;
            for (; left > 127; left >>= 7) {
                out.write(left & 127 | 128);
            }
            out.write(left);
        }
        out.writeBytes(octets);
    }

    /** Reads a block into a reader that has begun a head or trailers. */
    static @Nullable Http2Fault read(HeadReader reader, byte[] block) {
        Http2Fault fault = reader.fragment(ByteBuffer.wrap(block), 0, block.length);
        return fault == null ? reader.end() : fault;
    }
}
