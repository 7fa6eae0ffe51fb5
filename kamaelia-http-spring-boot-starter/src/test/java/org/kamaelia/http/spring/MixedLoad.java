package org.kamaelia.http.spring;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Sends a mixture of requests on many connections, one after the other, and counts the responses that it reads, not the
 * responses that it expects. Requests of a connection are pipelined; the last one ends it.
 */
final class MixedLoad implements Runnable {
    private static final List<String> STEADY = List.of(
            "GET /text?100",
            "GET /text?0",
            "GET /text?3000",
            "HEAD /text?100",
            "GET /chunked",
            "HEAD /chunked",
            "GET /empty",
            "GET /unchanged",
            "GET /missing",
            "DELETE /text",
            "BREW /text",
            "GET /conflict",
            "GET /failing",
            "OPTIONS /text",
            "POST /count",
            "POST /count chunked",
            "GET /blocking",
            "GET /persistent",
            "GET /moved");

    /** Requests that each end their connection. */
    private static final List<String> LAST = List.of(
            "GET /chunked HTTP/1.0\r\n\r\n",
            "GET /endless HTTP/1.1\r\nHost: h\r\n\r\n",
            "GET /text?7 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/9.9\r\nHost: h\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(20_000) + "\r\n\r\n",
            "GET /" + "x".repeat(10_000) + " HTTP/1.1\r\nHost: h\r\n\r\n",
            "POST /count HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\n",
            "CONNECT h:80 HTTP/1.1\r\nHost: h:80\r\n\r\n",
            "POST /count HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nwrong\r\n");

    private final int port;
    private final int connections;
    private final int requests;
    private final Random random;
    private final Map<String, Long> statuses = new TreeMap<>();
    private final Map<String, Long> framings = new TreeMap<>();
    private final Map<String, Long> bytes = new TreeMap<>();

    /**
     * A load.
     *
     * @param requests the number of requests on each connection
     */
    MixedLoad(int port, int connections, int requests, long seed) {
        this.port = port;
        this.connections = connections;
        this.requests = requests;
        this.random = new Random(seed);
    }

    @Override
    public void run() {
        for (int i = 0; i < connections; i++) {
            try {
                connection(LAST.get(i % LAST.size()));
            } catch (IOException e) {
                throw new IllegalStateException("Connection " + i, e);
            }
        }
    }

    private void connection(String last) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            List<Boolean> heads = new ArrayList<>();
            StringBuilder all = new StringBuilder();
            for (int i = 1; i < requests; i++) {
                String kind = STEADY.get(random.nextInt(STEADY.size()));
                heads.add(kind.startsWith("HEAD"));
                all.append(request(kind));
            }
            heads.add(false);
            all.append(last);
            socket.getOutputStream().write(all.toString().getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (boolean head : heads) {
                response(in, head);
            }
            if (in.read() >= 0) {
                throw new IOException("There is something behind the last response");
            }
        }
    }

    private String request(String kind) {
        String[] words = kind.split(" ");
        String head = words[0] + " " + words[1] + " HTTP/1.1\r\nHost: h\r\n";
        if (!words[0].equals("POST")) {
            return head + "\r\n";
        }
        String body = "b".repeat(1 + random.nextInt(500));
        return words.length == 2
                ? head + "Content-Length: " + body.length() + "\r\n\r\n" + body
                : head + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length()) + "\r\n" + body
                        + "\r\n0\r\n\r\n";
    }

    private void response(InputStream in, boolean toHead) throws IOException {
        String status = line(in).substring(9, 12);
        Map<String, String> fields = new TreeMap<>();
        for (String field; !(field = line(in)).isEmpty(); ) {
            int colon = field.indexOf(':');
            fields.put(
                    field.substring(0, colon).toLowerCase(Locale.ROOT),
                    field.substring(colon + 1).trim());
        }
        String framing;
        long size = 0;
        if (toHead || status.equals("204") || status.equals("304")) {
            framing = "none";
        } else if (fields.containsKey("transfer-encoding")) {
            framing = "chunked";
            for (int chunk; (chunk = Integer.parseInt(line(in), 16)) > 0; size += chunk) {
                in.skipNBytes(chunk + 2);
            }
            line(in);
        } else if (fields.containsKey("content-length")) {
            framing = "content-length";
            size = Long.parseLong(fields.get("content-length"));
            in.skipNBytes(size);
        } else {
            framing = "close";
            size = in.readAllBytes().length;
        }
        statuses.merge(status, 1L, Long::sum);
        framings.merge(framing, 1L, Long::sum);
        bytes.merge(framing, size, Long::sum);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet; (octet = in.read()) != '\n'; ) {
            if (octet < 0) {
                throw new IOException("The connection ended within: " + line);
            }
            line.append((char) octet);
        }
        return line.substring(0, line.length() - 1);
    }

    /** The number of responses by status. */
    Map<String, Long> statuses() {
        return statuses;
    }

    /** The number of responses by framing. */
    Map<String, Long> framings() {
        return framings;
    }

    /** The bytes of bodies by framing. */
    Map<String, Long> bytes() {
        return bytes;
    }
}
