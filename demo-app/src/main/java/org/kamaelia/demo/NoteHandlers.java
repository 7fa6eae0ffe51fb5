package org.kamaelia.demo;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponseStream;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.spring.HandlerPath;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Notes of customers for the staff. The handlers are blocking, because they use a file. */
@Configuration(proxyBeanMethods = false)
class NoteHandlers {
    private static final int BODY = 4 * 1024;
    private static final int CHARACTERS = 500;

    /** The request body with a note. */
    record Note(@Nullable String text) {}

    /** Reads the notes, on all servers. */
    @Bean
    @HandlerPath(path = "/notes", methods = "GET")
    HandlerFactory readNotes(NoteBook book) {
        return HandlerFactory.blocking((request, in, out) -> read(book, out));
    }

    /** Writes a note, on the servers for customers. */
    @Bean
    @HandlerPath(
            path = "/notes",
            servers = {"public", "secure"},
            methods = "POST")
    HandlerFactory writeNote(NoteBook book) {
        return HandlerFactory.blocking((request, in, out) -> write(book, request, in, out));
    }

    /** Sends the notes that exist now. A note that is added meanwhile does not change the promised length. */
    private static void read(NoteBook book, ResponseStream out) throws IOException {
        long size = book.size();
        try (InputStream notes = book.open()) {
            out.begin(Response.ok("text/plain; charset=utf-8")
                    .header("Cache-Control", "no-store")
                    .length(size));
            byte[] part = new byte[8 * 1024];
            for (long left = size; left > 0; ) {
                int some = notes.read(part, 0, (int) Math.min(left, part.length));
                if (some < 0) {
                    throw new IOException("The notes became shorter while they were read");
                }
                out.write(part, 0, some);
                left -= some;
            }
        }
    }

    private static void write(NoteBook book, Request request, InputStream in, ResponseStream out) throws IOException {
        byte[] body = in.readNBytes(BODY + 1);
        if (body.length > BODY) {
            throw new StatusException(413, "A note may have at most " + BODY + " bytes");
        }
        String text = Json.line("text", Json.read(request, body, Note.class).text(), CHARACTERS);
        if (!book.add(text)) {
            throw new StatusException(507, "The note book is full. Please tell the staff in person");
        }
        out.respond(Response.of(204));
    }
}
