package org.kamaelia.http.spring.test;

import java.io.IOException;
import java.io.InputStream;

/** A body with a known length, or in chunks (RFC 9112 section 7.1). Reads fail if the body ends early. */
final class TestBody extends InputStream {
    private final InputStream in;
    private final boolean chunked;
    private long left;
    private long read;
    private boolean begun;
    private boolean ended;

    /**
     * A body.
     *
     * @param length the bytes of the body; not used for chunks
     */
    TestBody(InputStream in, boolean chunked, long length) {
        this.in = in;
        this.chunked = chunked;
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0 && !nextChunk()) {
            return -1;
        }
        int got = in.read(into, from, (int) Math.min(length, left));
        if (got < 0) {
            throw new IOException("The response ended early, after " + read + " bytes of its body");
        }
        left -= got;
        read += got;
        return got;
    }

    /** Whether there is one more chunk. */
    private boolean nextChunk() throws IOException {
        if (!chunked || ended) {
            return false;
        }
        if (begun) {
            TestExchange.line(in);
        }
        begun = true;
        left = Long.parseLong(TestExchange.line(in).split(";", 2)[0].strip(), 16);
        if (left == 0) {
            TestExchange.fields(in); // trailers
            ended = true;
        }
        return left > 0;
    }
}
