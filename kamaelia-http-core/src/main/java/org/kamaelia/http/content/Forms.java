package org.kamaelia.http.content;

import java.nio.file.Path;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;

/**
 * Receives forms with files ({@code multipart/form-data}, RFC 7578). Files go to disk as they arrive, so that a form
 * takes little memory however large it is.
 *
 * <pre>{@code
 * HandlerFactory upload = Forms.into(Forms.Limits.of(100 * MIB, directory), (request, form) -> {
 *     Files.move(form.upload("picture").file(), pictures.resolve(newName()));
 *     return Response.redirect(303, "/pictures");
 * });
 * }</pre>
 *
 * <p>The answer is 400 to a form that is malformed or has too many parts, 413 to a form, field or file that is too large,
 * and 415 to a body of another type. {@link FormPart} tells what is understood and what is malformed.
 *
 * <p>A form without files usually comes as {@code application/x-www-form-urlencoded}, for which there is
 * {@link org.kamaelia.http.Parameters#ofForm}. {@link MultipartHandler} reads a form on the event loop, without a disk.
 */
public final class Forms {
    private Forms() {}

    /**
     * What a client may send. Immutable.
     *
     * @param total bytes of the whole body, at least 1
     * @param parts fields and files together, at least 1
     * @param text bytes of all fields that are not files, together, at least 1; they are kept in memory
     * @param file bytes of one file, at least 1
     * @param directory where files are kept while the request is answered; it must exist
     */
    public record Limits(long total, int parts, int text, long file, Path directory) {
        /** Checks the limits. */
        public Limits {
            if (total < 1 || parts < 1 || text < 1 || file < 1) {
                throw new IllegalArgumentException("total, parts, text and file are at least 1, not " + total + ", "
                        + parts + ", " + text + " and " + file);
            }
        }

        /** At most 128 parts, 64 KiB of text, and files as large as the whole. */
        public static Limits of(long total, Path directory) {
            return new Limits(total, 128, 64 * 1024, total, directory);
        }

        /** The same with other limits for what is inside. */
        public Limits inside(int mostParts, int bytesOfText, long bytesOfFile) {
            return new Limits(total, mostParts, bytesOfText, bytesOfFile, directory);
        }
    }

    /** Answers a form. */
    @FunctionalInterface
    public interface Receiver {
        /** Called when all has been received, on a thread that may block. The files are deleted afterwards. */
        Response received(Request request, Form form) throws Exception;
    }

    /** Receives a form and answers it by the receiver, on a thread that may block. */
    public static HandlerFactory into(Limits limits, Receiver receiver) {
        return HandlerFactory.blocking(limits.total(), (request, in, out) -> {
            try (FormReceipt receipt = new FormReceipt(request, limits)) {
                out.respond(receiver.received(request, receipt.receive(in)));
            }
        });
    }
}
