package org.kamaelia.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Response;

/**
 * A page from the class path, read once. Its content security policy allows the one style sheet and the one script that
 * stand in the page, by their checksums, and nothing else.
 */
final class Page {
    private Page() {}

    /**
     * Answers with the page.
     *
     * @param name the file name beside the other pages
     */
    static HandlerFactory of(String name) {
        Response page = page(read(name));
        return HandlerFactory.oneShot(request -> page);
    }

    private static Response page(String html) {
        String policy = "default-src 'none'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; "
                + "frame-ancestors 'none'; style-src " + checksum(html, "style") + "; script-src "
                + checksum(html, "script");
        return Response.html(html)
                .header("Content-Security-Policy", policy)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "same-origin")
                .header("Cache-Control", "no-cache");
    }

    private static String checksum(String html, String element) {
        int from = html.indexOf("<" + element + ">") + element.length() + 2;
        String inside = html.substring(from, html.indexOf("</" + element + ">", from));
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(inside.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(sum) + "'";
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    private static String read(String name) {
        try (InputStream in = Page.class.getResourceAsStream("/pages/" + name)) {
            if (in == null) {
                throw new IllegalStateException("The page " + name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
