package org.kamaelia.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.protocol.StatusCodes;

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

    /** A short page in HTML for clients that prefer it (RFC 9110 section 12.5.1), else plain text; always escaped. */
    static ErrorPages standard() {
        return (status, detail, request) -> wantsHtml(request) ? html(status, detail) : plain(status, detail);
    }

    private static boolean wantsHtml(@Nullable Request request) {
        String accept = request == null ? null : request.fields().joined("Accept");
        return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/html");
    }

    private static Response plain(int status, String detail) {
        String text = status + " " + StatusCodes.reason(status) + "\n" + printable(detail) + "\n";
        return Response.text(text).status(status);
    }

    private static Response html(int status, String detail) {
        String title = status + " " + StatusCodes.reason(status);
        String page = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + title
                + "</title></head>\n<body><h1>" + title + "</h1><p>" + escape(printable(detail))
                + "</p></body></html>\n";
        return Response.bytes("text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8))
                .status(status);
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
