package org.kamaelia.http;

import org.jspecify.annotations.Nullable;

/**
 * Makes the body of every response that reports an error, wherever it was found: Kamaelia's {@code ErrorPages}. Called
 * on event loops, concurrently; must not block.
 */
@FunctionalInterface
public interface ErrorPages {
    /**
     * A complete response.
     *
     * @param status 400 to 599
     * @param detail a sentence for the client, which may quote what it sent: escape it
     * @param request the request, if its head could be read
     */
    Response page(int status, String detail, @Nullable Request request);

    /**
     * A short page in the form that the client likes best (RFC 9110 section 12.5.1): HTML, problem details in JSON (RFC
     * 9457) for who names that type or JSON, else plain text. What is quoted is escaped.
     */
    static ErrorPages standard() {
        return StandardPages::page;
    }

    /** Text with control characters made visible as question marks, so that it is safe in pages and log lines. */
    static String printable(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> safe.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return safe.toString();
    }

    /** Text with the characters that mean something in HTML escaped, for element content and quoted attributes. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
