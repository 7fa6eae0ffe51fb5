package org.kamaelia.benchmarks.jmh;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;
import org.kamaelia.http.http1.RequestParser;
import org.kamaelia.http.spi.HandlerSupport;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.http.syntax.ParserLimits;

/** Requests to measure with. */
final class Requests {
    /** What a browser sends, with twelve fields. */
    static final String BROWSER = """
            GET /catalogue/items?page=3&sort=price HTTP/1.1
            Host: shop.example.org
            Connection: keep-alive
            Cache-Control: max-age=0
            Upgrade-Insecure-Requests: 1
            User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0
            Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8
            Sec-Fetch-Site: same-origin
            Sec-Fetch-Mode: navigate
            Referer: https://shop.example.org/catalogue/items?page=2&sort=price
            Accept-Encoding: gzip, deflate, br, zstd
            Accept-Language: en-GB,en;q=0.9,de;q=0.6
            Cookie: session=3f9a0c7e5b1d48d2; theme=dark; consent=2026-01-01

            """.replace("\n", "\r\n");

    /** What it sends next, with another cookie. */
    static final String BROWSER_NEXT = BROWSER.replace("2026-01-01", "2026-01-02");

    private Requests() {}

    /** The octets of some text as they would have been read from a socket. */
    static ByteBuffer direct(String text) {
        byte[] octets = text.getBytes(US_ASCII);
        return ByteBuffer.allocateDirect(octets.length).put(octets).flip();
    }

    /** A request for a path, as the server makes it. */
    static Request get(String path) {
        RequestParser parser = new RequestParser(ParserLimits.defaults());
        parser.parse(direct("GET " + path + " HTTP/1.1\r\nHost: shop.example.org\r\n\r\n"));
        return ServerAccess.get().request(parser.head(), new Nowhere(), HandlerSupport.NONE);
    }

    /** A connection that is none. */
    private static final class Nowhere implements Request.Origin {
        @Override
        public String serverName() {
            return "benchmark";
        }

        @Override
        public @Nullable SocketAddress remoteAddress() {
            return null;
        }

        @Override
        public @Nullable SocketAddress localAddress() {
            return null;
        }

        @Override
        public boolean isSecure() {
            return false;
        }
    }
}
