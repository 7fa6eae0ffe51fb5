package org.kamaelia.benchmarks.compare;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a client does: the same request time after time on some connections.
 *
 * @param title for the table
 * @param head request line and fields, with the empty line
 * @param body its length in bytes
 * @param connections open at once
 * @param depth requests under way on each of them
 */
record Work(String title, String head, int body, int connections, int depth) {
    static final List<Work> ALL = List.of(
            get("plaintext, keep-alive, 64 connections", "/plaintext", 64, 1),
            get("plaintext, pipelined 16 deep, 64 connections", "/plaintext", 64, 16),
            get("JSON, keep-alive, 64 connections", "/json", 64, 1),
            get("64 parts of 1 KiB, chunked, 32 connections", "/chunked", 32, 1),
            post("echo of 64 KiB, 32 connections", "/echo", 64 * 1024, 32));

    private static final String JSON = "{\"text\":\"hello\",\"count\":1}";

    /** What an application of WebFlux does most. */
    static final List<Work> REACTIVE = List.of(
            get("text, 64 connections", "/plaintext", 64, 1),
            new Work(
                    "JSON in and out, 64 connections",
                    "POST /json HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                            + JSON.length() + "\r\n\r\n" + JSON,
                    0,
                    64,
                    1),
            get("64 parts of 1 KiB, chunked, 32 connections", "/chunked", 32, 1),
            post("upload of 64 KiB, 32 connections", "/upload", 64 * 1024, 32),
            get("static file of 1 MiB, 16 connections", "/file", 16, 1));

    static Work get(String title, String path, int connections, int depth) {
        return new Work(title, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 0, connections, depth);
    }

    static Work post(String title, String path, int body, int connections) {
        String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n"
                + "Content-Length: " + body + "\r\n\r\n";
        return new Work(title, head, body, connections, 1);
    }

    /** The request as it is sent. */
    byte[] request() {
        byte[] octets = head.getBytes(StandardCharsets.US_ASCII);
        return java.util.Arrays.copyOf(octets, octets.length + body);
    }
}
