package org.kamaelia.verification.siege;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Honest clients of one kind, each on an address and a thread of its own, which do one exchange after the other. */
final class Honest {
    private static final int PATIENCE_MILLIS = 20_000;

    private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\n";

    /** What a client does on one connection. */
    enum Kind {
        SMALL,
        DOWNLOAD_AT_20_KB,
        DOWNLOAD_AT_4_KB,
        DOWNLOAD_AT_100_KB,
        UPLOAD_AT_20_KB,
        ECHO,
        EVENTS,
        BLOCKING,
        PERSISTENT
    }

    private final Kind kind;
    private final String target;
    private final int port;
    private final @Nullable SSLContext tls;
    private final AtomicLong good = new AtomicLong();
    private final AtomicLong foreign = new AtomicLong();
    private final AtomicLong slowest = new AtomicLong();
    private final Map<String, Integer> failures = new TreeMap<>();
    private volatile long untilMillis;

    /**
     * Clients that have not begun.
     *
     * @param target the path of small exchanges
     * @param tls for TLS; null for plain text
     */
    Honest(Kind kind, String target, int port, @Nullable SSLContext tls) {
        this.kind = kind;
        this.target = target;
        this.port = port;
        this.tls = tls;
    }

    long good() {
        return good.get();
    }

    long foreign() {
        return foreign.get();
    }

    long slowestMillis() {
        return slowest.get();
    }

    synchronized Map<String, Integer> failures() {
        return new TreeMap<>(failures);
    }

    Kind kind() {
        return kind;
    }

    /** Starts a client on a thread of its own. */
    Thread start(String address, byte mark, long until) {
        untilMillis = until;
        Thread thread = new Thread(() -> work(address, mark), "honest-" + kind);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private boolean isOver() {
        return System.currentTimeMillis() >= untilMillis;
    }

    private void work(String address, byte mark) {
        while (!isOver()) {
            long begun = System.currentTimeMillis();
            try (Socket socket = connect(address)) {
                exchange(new Wire(socket), mark & 0xff);
                good.incrementAndGet();
                if (kind == Kind.SMALL) {
                    slowest.accumulateAndGet(System.currentTimeMillis() - begun, Math::max);
                    LockSupport.parkNanos(20_000_000);
                }
            } catch (IOException | RuntimeException failure) {
                failed(failure, address, System.currentTimeMillis() - begun);
                LockSupport.parkNanos(100_000_000);
            }
        }
    }

    /** Counts a failure, and says it at once, so that it can be compared with what the server logs. */
    private void failed(Exception failure, String address, long millis) {
        synchronized (this) {
            failures.merge(String.valueOf(failure.getMessage()), 1, Integer::sum);
        }
        System.err.printf(
                "%tT %s%s from %s failed after %,d ms: %s%n",
                System.currentTimeMillis(), kind, tls == null ? "" : " over TLS", address, millis, failure);
    }

    private Socket connect(String address) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        try {
            socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
            return tls == null ? socket : tls.getSocketFactory().createSocket(socket, "localhost", port, true);
        } catch (IOException failure) {
            socket.close();
            throw failure;
        }
    }

    private void exchange(Wire wire, int mark) throws IOException {
        switch (kind) {
            case SMALL -> {
                wire.send("GET " + target + HOST + "\r\n").expect(200);
                wire.body(wire.length(), -1, 0);
            }
            case DOWNLOAD_AT_20_KB -> download(wire, mark, 100_000, 20_000);
            case DOWNLOAD_AT_4_KB -> download(wire, mark, 100_000_000, 4_000);
            case DOWNLOAD_AT_100_KB -> download(wire, mark, 100_000_000, 100_000);
            case UPLOAD_AT_20_KB -> upload(wire, "/upload", 60_000, 20_000, mark);
            case BLOCKING -> upload(wire, "/blocking", 20_000, 20_000, mark);
            case PERSISTENT -> upload(wire, "/persistent", 500, 20_000, mark);
            case ECHO -> {
                byte[] body = marked(30_000, mark);
                wire.send("POST /echo" + HOST + "Content-Length: " + body.length + "\r\n\r\n")
                        .send(body)
                        .expect(200);
                wire.chunks(body.length, mark);
            }
            case EVENTS -> {
                wire.send("GET /events" + HOST + "\r\n").expect(200);
                wire.events();
            }
        }
    }

    private void download(Wire wire, int mark, int size, int rate) throws IOException {
        wire.send("GET /download?" + size + "," + mark + HOST + "\r\n").expect(200);
        wire.body(size, mark, rate);
    }

    private void upload(Wire wire, String path, int size, int rate, int mark) throws IOException {
        wire.send("POST " + path + HOST + "Content-Length: " + size + "\r\n\r\n");
        byte[] piece = marked(rate / 10, mark);
        for (int sent = 0; sent < size; sent += piece.length) {
            wire.send(Arrays.copyOf(piece, Math.min(piece.length, size - sent)));
            LockSupport.parkNanos(100_000_000);
        }
        wire.expect(200);
        String said = new String(wire.in.readNBytes(wire.length()), ISO_8859_1).trim();
        if (!said.equals(String.valueOf(size))) {
            throw new IOException("An upload of " + size + " octets was counted as " + said);
        }
    }

    private static byte[] marked(int size, int mark) {
        byte[] all = new byte[size];
        Arrays.fill(all, (byte) mark);
        return all;
    }

    /** One connection. */
    private final class Wire {
        private final InputStream in;
        private final OutputStream out;
        private String head = "";

        Wire(Socket socket) throws IOException {
            in = new BufferedInputStream(socket.getInputStream(), 1_024);
            out = socket.getOutputStream();
        }

        Wire send(String text) throws IOException {
            return send(text.getBytes(ISO_8859_1));
        }

        Wire send(byte[] octets) throws IOException {
            out.write(octets);
            return this;
        }

        void expect(int status) throws IOException {
            StringBuilder read = new StringBuilder();
            while (read.indexOf("\r\n\r\n") < 0) {
                int octet = in.read();
                if (octet < 0) {
                    throw new EOFException(read.length() == 0 ? "no answer" : "half a head");
                }
                read.append((char) octet);
            }
            head = read.toString();
            if (!head.startsWith("HTTP/1.1 " + status)) {
                throw new IOException("answered " + head.substring(0, head.indexOf('\r')));
            }
        }

        int length() throws IOException {
            String lower = head.toLowerCase(java.util.Locale.ROOT);
            int at = lower.indexOf("content-length:");
            if (at < 0) {
                throw new IOException("no Content-Length");
            }
            return Integer.parseInt(
                    lower.substring(at + 15, lower.indexOf('\r', at)).trim());
        }

        /** Reads a body at a rate in bytes a second, 0 for no limit; it may end early when the time is over. */
        void body(int size, int mark, int rate) throws IOException {
            int piece = rate == 0 ? 8_192 : rate / 10;
            for (int left = size; left > 0 && (mark < 0 || !isOver() || size <= 100_000); ) {
                byte[] some = in.readNBytes(Math.min(piece, left));
                if (some.length == 0) {
                    throw new EOFException("the body broke off");
                }
                check(some, mark);
                left -= some.length;
                if (rate > 0) {
                    LockSupport.parkNanos(100_000_000);
                }
            }
        }

        void chunks(int size, int mark) throws IOException {
            int left = size;
            while (true) {
                StringBuilder line = new StringBuilder();
                for (int octet; (octet = in.read()) != '\n'; ) {
                    if (octet < 0) {
                        throw new EOFException("the body broke off");
                    }
                    line.append((char) octet);
                }
                int count = Integer.parseInt(line.toString().trim(), 16);
                byte[] chunk = in.readNBytes(count + 2);
                if (count == 0) {
                    break;
                }
                check(Arrays.copyOf(chunk, count), mark);
                left -= count;
            }
            if (left != 0) {
                throw new IOException(left + " octets of an echo are missing");
            }
        }

        /** Reads events for 3 s. */
        void events() throws IOException {
            long until = System.currentTimeMillis() + 3_000;
            while (System.currentTimeMillis() < until) {
                if (in.read() < 0) {
                    throw new EOFException("the event stream ended");
                }
            }
        }

        private void check(byte[] some, int mark) {
            for (byte octet : some) {
                if (mark >= 0 && (octet & 0xff) != mark) {
                    foreign.incrementAndGet();
                }
            }
        }
    }
}
