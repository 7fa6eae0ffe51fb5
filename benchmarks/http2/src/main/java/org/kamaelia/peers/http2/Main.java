package org.kamaelia.peers.http2;

import java.nio.charset.StandardCharsets;

/**
 * Runs one of the servers: {@code Main NAME PORT}. All of them answer GET {@code /plaintext} and {@code /bytes/1m}, and
 * POST {@code /echo}.
 */
public final class Main {
    static final byte[] GREETING = "Hello, World!".getBytes(StandardCharsets.US_ASCII);
    static final byte[] MEGABYTE = new byte[1024 * 1024];
    static final String PLAIN = "text/plain; charset=utf-8";
    static final String OCTETS = "application/octet-stream";

    private Main() {}

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[1]);
        switch (args[0]) {
            case "netty" -> Netty.run(port);
            case "jetty" -> Jetty.run(port);
            case "undertow" -> Undertow.run(port);
            case "tomcat" -> Tomcat.run(port);
            case "helidon" -> Helidon.run(port);
            default -> throw new IllegalArgumentException(args[0]);
        }
    }
}
