package org.kamaelia.http;

import org.jspecify.annotations.Nullable;

/**
 * Makes the responses that report an error, both for errors of handlers and for requests that the server refuses:
 * Kamaelia's {@code ErrorPages}. Called concurrently on event loops; must not block. If it throws an exception, the
 * client gets the status without content.
 */
@FunctionalInterface
public interface ErrorPages {
    /**
     * Returns a complete response.
     *
     * @param status 400 to 599
     * @param detail a sentence for the client. It may quote text that the client sent, so escape it
     * @param request the request; null if its head could not be read
     */
    Response page(int status, String detail, @Nullable Request request);

    /**
     * Returns the response to a problem with details: values of a request that do not fit, JSON that cannot be read, and
     * problems of the application ({@link AnswerException#AnswerException(Problem)}). Unless overridden, clients that
     * prefer HTML or plain text get {@link #page} with the sentences of the problem, and all other clients get the problem
     * details in JSON, because only these have every member.
     *
     * @param request the request; null if its head could not be read
     * @return a complete response
     */
    default Response problem(Problem problem, @Nullable Request request) {
        return StandardPages.problem(problem, request, this);
    }

    /**
     * Returns the standard pages: short pages in the form that the Accept field of the client prefers (RFC 9110 section
     * 12.5.1). Clients that name HTML get HTML. Clients that name JSON get problem details in JSON (RFC 9457), and so do
     * clients that send JSON and accept it. Other clients get plain text, and so do requests whose head could not be
     * read. Quoted text is escaped. The responses have {@code Vary: Accept}, except 400, 408 and 413, which no cache keeps
     * unless they say so (RFC 9110 section 15.1).
     */
    static ErrorPages standard() {
        return StandardPages.ALL;
    }

    /** Replaces each control character by a question mark, so that the text is safe in pages and log lines. */
    static String printable(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> safe.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return safe.toString();
    }

    /** Escapes the special characters of HTML, for element content and quoted attributes. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
