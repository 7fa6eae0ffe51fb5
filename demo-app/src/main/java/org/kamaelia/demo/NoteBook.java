package org.kamaelia.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** A file with a note in each line. Grows up to {@value #MOST} bytes and then takes no more. Thread-safe; blocks. */
@Component
class NoteBook implements DisposableBean {
    private static final int MOST = 256 * 1024;

    private final ReentrantLock lock = new ReentrantLock(); // unlike a monitor it does not pin a virtual thread
    private final Path file;
    private final boolean temporary;

    NoteBook(DeskProperties properties) throws IOException {
        Path chosen = properties.notesFile();
        temporary = chosen == null;
        file = chosen == null ? Files.createTempFile("parcel-desk-notes", ".txt") : chosen.toAbsolutePath();
        Files.createDirectories(file.getParent());
    }

    /** Adds a line; answers false when the book is full. */
    boolean add(String note) throws IOException {
        byte[] line =
                (Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\t" + note + "\n").getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            if (size() + line.length > MOST) {
                return false;
            }
            Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The bytes that are complete lines now; they stay as they are, whatever is added. */
    long size() throws IOException {
        lock.lock();
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } finally {
            lock.unlock();
        }
    }

    /** The file; the caller closes the stream. */
    InputStream open() throws IOException {
        return Files.exists(file) ? Files.newInputStream(file) : InputStream.nullInputStream();
    }

    @Override
    public void destroy() throws IOException {
        if (temporary) {
            Files.deleteIfExists(file);
        }
    }
}
