package org.kamaelia.verification.smuggling;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The control: a server with the faults that smuggling lives on, to prove that the test notices. It takes any line end,
 * skips lines that it does not understand, prefers Content-Length to Transfer-Encoding, and thinks that GET and its kin
 * have no body. Never serve anything with it.
 */
final class GullibleOrigin implements Origin {
    private static final Set<String> BODILESS = Set.of("GET", "HEAD", "DELETE", "OPTIONS", "TRACE");

    private final Recorder recorder = new Recorder();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ServerSocket listener;

    GullibleOrigin() throws IOException {
        listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "gullible");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                daemon(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String connection = String.valueOf(socket.getRemoteSocketAddress());
            for (String line = line(in); line != null; line = line(in)) {
                String[] words = line.split(" ");
                if (words.length == 3 && words[2].startsWith("HTTP/")) {
                    answer(in, socket, words, connection);
                }
            }
        } catch (IOException | NumberFormatException broken) {
            // The client is gone, or was too much even for this server: the connection ends.
        } finally {
            open.remove(socket);
        }
    }

    private void answer(InputStream in, Socket socket, String[] words, String connection) throws IOException {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            int colon = Math.max(0, line.indexOf(':'));
            fields.add(Map.entry(
                    line.substring(0, colon).trim().toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim()));
        }
        Recorder.Seen seen = recorder.note(words[0], words[1], connection, fields);
        if (!BODILESS.contains(words[0])) {
            body(in, seen);
        }
        seen.end();
        String text = Recorder.text(seen.request());
        String head = "HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n" + Answer.ANSWERS + ": "
                + seen.request() + "\r\n\r\n";
        String whole = words[0].equals("HEAD") ? head : head + text;
        socket.getOutputStream().write(whole.getBytes(ISO_8859_1));
    }

    private static void body(InputStream in, Recorder.Seen seen) throws IOException {
        List<String> lengths = seen.all("content-length");
        if (!lengths.isEmpty()) {
            seen.add(in.readNBytes(
                    Integer.parseInt(lengths.get(lengths.size() - 1).replaceAll("[^0-9].*", ""))));
        } else if (!seen.all("transfer-encoding").isEmpty()) {
            chunks(in, seen);
        }
    }

    private static void chunks(InputStream in, Recorder.Seen seen) throws IOException {
        for (String line = line(in); line != null; line = line(in)) {
            String digits = line.replaceAll("[^0-9a-fA-F].*", "");
            int size = digits.isEmpty() ? 0 : Integer.parseInt(digits, 16);
            if (size == 0) {
                return; // and so takes trailers for the next request
            }
            seen.add(in.readNBytes(size));
            line(in);
        }
    }

    private static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            if (octet == '\n') {
                return line.toString(ISO_8859_1).replaceAll("\r$", "");
            }
            line.write(octet);
        }
        return null;
    }

    @Override
    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public Recorder recorder() {
        return recorder;
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
