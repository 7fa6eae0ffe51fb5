package org.kamaelia.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.content.Compressed;
import org.kamaelia.http.content.Minimal;
import org.kamaelia.http.content.Resource;
import org.kamaelia.http.content.ResourceSource;
import org.kamaelia.http.syntax.HttpDate;

/**
 * A page from the class path as the index of its server. The page is filled in once, with the path of the assets. Parts
 * for missing media are left out. {@link Minimal} adds entity tag, conditions and ranges.
 *
 * <p>The content security policy of the page allows only resources of this server, and no script or style in the page
 * itself.
 */
final class Page implements ResourceSource {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "font-src 'self'; media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
            + "frame-ancestors 'none'";

    /** A part of a page that needs a file of the media directory. */
    private static final Pattern PART = Pattern.compile("<!-- with (\\S+) -->(.*?)<!-- end -->", Pattern.DOTALL);

    private final Resource content;

    private Page(String html) {
        content = Resource.of(html.getBytes(StandardCharsets.UTF_8), HttpDate.NONE);
    }

    /**
     * Serves the page. Browsers store the page and ask the server each time whether it is still valid.
     *
     * @param name the file name of the page
     * @param assets the assets that the page loads
     */
    static HandlerFactory of(String name, Assets assets) {
        Minimal page = Minimal.of(new Page(filledIn(read(name), assets)))
                .cacheControl("/**", "no-cache")
                .header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "same-origin");
        return Compressed.defaults().around(page);
    }

    private static String filledIn(String html, Assets assets) {
        return PART.matcher(html)
                .replaceAll(part -> assets.hasMedia(part.group(1)) ? Matcher.quoteReplacement(part.group(2)) : "")
                .replace("${assets}", assets.prefix());
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

    @Override
    public @Nullable Resource open(List<String> path) {
        if (path.isEmpty()) {
            return Resource.directory();
        }
        return path.equals(List.of("index.html")) ? content : null;
    }
}
