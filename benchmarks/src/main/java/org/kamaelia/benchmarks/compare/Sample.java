package org.kamaelia.benchmarks.compare;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The first answer to a request, read to its end: tells how long each answer is. */
final class Sample {
    private static final String LAST_CHUNK = "\r\n0\r\n\r\n";
    private static final int MOST = 16 * 1024 * 1024;

    private Sample() {}

    /**
     * The length of the whole response in bytes.
     *
     * @throws IOException if there is none, or if it is no success
     */
    static int responseLength(int port, Work work) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(work.request());
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            byte[] buffer = new byte[64 * 1024];
            while (!isWhole(read.toString(StandardCharsets.ISO_8859_1))) {
                int count = in.read(buffer);
                if (count < 0 || read.size() > MOST) {
                    throw new IOException("No whole response to " + work.title() + ", only: " + read);
                }
                read.write(buffer, 0, count);
            }
            return read.size();
        }
    }

    private static boolean isWhole(String text) throws IOException {
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        String head = text.substring(0, end).toLowerCase(Locale.ROOT);
        if (!head.startsWith("http/1.1 200")) {
            throw new IOException("Not a success: " + text.substring(0, end));
        }
        int length = head.indexOf("\r\ncontent-length:");
        if (length < 0) {
            return text.endsWith(LAST_CHUNK);
        }
        int line = head.indexOf('\r', length + 2);
        String value =
                head.substring(length + 17, line < 0 ? head.length() : line).trim();
        return text.length() >= end + 4 + Integer.parseInt(value);
    }
}
