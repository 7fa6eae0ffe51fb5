package org.kamaelia.http.content;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.HttpDate;

/**
 * What a {@link ResourceSource} found: a directory, or content with its validators. The content is memory, an open file, or
 * a stream that can be opened repeatedly. Thread-safe.
 */
public final class Resource implements AutoCloseable {
    private static final Resource DIRECTORY = new Resource(0, Validators.ABSENT, null, null, null);

    private final long length;
    private final Validators validators;
    private final @Nullable ByteBuffer memory;
    private final @Nullable FileChannel file;
    private final @Nullable Opener opener;

    private Resource(
            long length,
            Validators validators,
            @Nullable ByteBuffer memory,
            @Nullable FileChannel file,
            @Nullable Opener opener) {
        this.length = length;
        this.validators = validators;
        this.memory = memory;
        this.file = file;
        this.opener = opener;
    }

    /** Opens the content at its beginning; on a thread that may block. */
    @FunctionalInterface
    public interface Opener {
        /** A new stream, which the caller closes. */
        InputStream open() throws IOException;
    }

    /** A directory. */
    public static Resource directory() {
        return DIRECTORY;
    }

    /**
     * Content in memory, with a strong tag made of it.
     *
     * @param content must not be changed afterwards
     * @param modified in seconds since 1970, or {@link HttpDate#NONE}
     */
    public static Resource of(byte[] content, long modified) {
        Validators validators = Validators.of(ContentTag.of(content), modified);
        ByteBuffer memory = ByteBuffer.wrap(content).asReadOnlyBuffer();
        return new Resource(content.length, validators, memory, null, null);
    }

    /**
     * An open file, which is closed with the resource.
     *
     * @param length in bytes; if the file turns out to be shorter, the connection is aborted
     */
    public static Resource file(FileChannel file, long length, Validators validators) {
        return new Resource(length, validators, null, file, null);
    }

    /** Content of a known length that can be read repeatedly. */
    public static Resource stream(long length, Validators validators, Opener opener) {
        return new Resource(length, validators, null, null, opener);
    }

    /** Whether this is a directory, which has no content. */
    public boolean isDirectory() {
        return this == DIRECTORY;
    }

    /** Bytes of content. */
    public long length() {
        return length;
    }

    /** Entity tag and time of the last modification. */
    public Validators validators() {
        return validators;
    }

    /** The content, if it is in memory; not to be changed. */
    @Nullable
    ByteBuffer memory() {
        return memory;
    }

    /** The content, if it is an open file; used by position. */
    @Nullable
    FileChannel channel() {
        return file;
    }

    /** The content from its beginning; may block. */
    InputStream open() throws IOException {
        if (opener != null) {
            return opener.open();
        }
        return new ByteArrayInputStream(bytes());
    }

    /**
     * All of the content; may block.
     *
     * @throws IOException also if there is less than {@link #length()}
     */
    byte[] bytes() throws IOException {
        byte[] all = new byte[Math.toIntExact(length)];
        ByteBuffer into = ByteBuffer.wrap(all);
        if (memory != null) {
            into.put(memory.duplicate());
        } else if (file != null) {
            while (into.hasRemaining() && file.read(into, into.position()) > 0) {
                // a read may give less than was asked for
            }
        } else {
            try (InputStream in = open()) {
                into.position(in.readNBytes(all, 0, all.length));
            }
        }
        if (into.hasRemaining()) {
            throw new IOException("The content ends " + into.remaining() + " bytes before its length");
        }
        return all;
    }

    @Override
    public void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                // it was only read, so nothing can be lost
            }
        }
    }
}
