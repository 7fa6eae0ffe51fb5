package org.kamaelia.benchmarks;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.kamaelia.http.BlockingHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponseStream;
import org.kamaelia.http.StatusException;

/** Sends one file, read on a thread that may wait for the disk. */
final class FileDownload implements BlockingHandler {
    private static final Response HEAD = Response.ok("application/octet-stream");

    private final Path file;

    FileDownload(Path file) {
        this.file = file;
    }

    @Override
    public void handle(Request request, InputStream in, ResponseStream out) throws Exception {
        try (InputStream content = Files.newInputStream(file)) {
            out.begin(HEAD.length(Files.size(file)));
            content.transferTo(out);
        } catch (NoSuchFileException missing) {
            throw new StatusException(404, "There is no such file");
        }
    }
}
