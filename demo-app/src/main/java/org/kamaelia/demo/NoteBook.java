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

/** A file with one note in each line. The file grows up to {@value #MOST} bytes. Thread-safe; methods block. */
@Component
class NoteBook implements DisposableBean {
    private static final int MOST = 256 * 1024;

    private final ReentrantLock lock = new ReentrantLock(); // a lock does not pin a virtual thread, unlike a monitor
    private final Path file;
    private final boolean temporary;

    NoteBook(DeskProperties properties) throws IOException {
        Path chosen = properties.notesFile();
        temporary = chosen == null;
        file = chosen == null ? Files.createTempFile("parcel-desk-notes", ".txt") : chosen.toAbsolutePath();
        Files.createDirectories(file.getParent());
    }

    /** Adds a line; returns false if the file is full. */
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

    /** The number of bytes of complete lines now. These bytes do not change when lines are added. */
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
