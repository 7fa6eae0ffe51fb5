package org.kamaelia.verification.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;

/** One client over a blocking socket of loopback that may be as rude as it likes. Waits at most 10 s for anything. */
final class Peer implements AutoCloseable {
    private static final int PATIENCE = 10_000;
    private static final int MOST_HEAD = 16 * 1024;

    private final Socket socket;
    private final InputStream in;

    private Peer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    static Peer connect(int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE);
            return new Peer(socket);
        } catch (IOException failure) {
            socket.close();
            throw failure;
        }
    }

    /** The same connection over TLS; the handshake comes with the first octet. This one goes on to exist below. */
    Peer over(SSLContext context) throws IOException {
        return new Peer(context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true));
    }

    Peer send(String octets) throws IOException {
        return send(octets.getBytes(ISO_8859_1));
    }

    Peer send(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
        socket.getOutputStream().flush();
        return this;
    }

    /** A GET of a path, whose answer is then read. */
    Answer get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").answer();
    }

    /** Sends no more; still reads. */
    Peer halfClose() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Closes with a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** The head of the next answer, empty if the connection ends before it. */
    String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int newlines = 0;
        while (newlines < 2 && head.size() < MOST_HEAD) {
            int octet = in.read();
            if (octet < 0) {
                if (head.size() == 0) {
                    return "";
                }
                throw new EOFException("The head broke off");
            }
            head.write(octet);
            newlines = octet == '\n' ? newlines + 1 : octet == '\r' ? newlines : 0;
        }
        return head.toString(ISO_8859_1);
    }

    /**
     * The next answer that is no interim one.
     *
     * @throws EOFException if the connection ends before it does
     */
    Answer answer() throws IOException {
        String head = head();
        while (head.startsWith("HTTP/1.1 1")) {
            head = head();
        }
        if (head.isEmpty()) {
            throw new EOFException("No answer");
        }
        return new Answer(Integer.parseInt(head.substring(9, 12)), head, body(head));
    }

    private String body(String head) throws IOException {
        String lower = head.toLowerCase(java.util.Locale.ROOT);
        if (lower.contains("\r\ntransfer-encoding: chunked")) {
            return chunks();
        }
        int at = lower.indexOf("\r\ncontent-length: ");
        if (at < 0) {
            return "";
        }
        int from = at + "\r\ncontent-length: ".length();
        return octets(Integer.parseInt(lower.substring(from, lower.indexOf('\r', from))));
    }

    private String chunks() throws IOException {
        StringBuilder body = new StringBuilder();
        while (true) {
            StringBuilder size = new StringBuilder();
            for (int octet; (octet = octet()) != '\r'; ) {
                size.append((char) octet);
            }
            octet();
            int length = Integer.parseInt(size.toString(), 16);
            body.append(octets(length));
            octets(2);
            if (length == 0) {
                return body.toString();
            }
        }
    }

    private int octet() throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw new EOFException("The body broke off");
        }
        return octet;
    }

    /** So many octets; an {@link EOFException} if there are not as many. */
    String octets(int count) throws IOException {
        byte[] octets = in.readNBytes(count);
        if (octets.length < count) {
            throw new EOFException("The body broke off after " + octets.length + " octets");
        }
        return new String(octets, ISO_8859_1);
    }

    /** Reads on until the end; answers whether it came, in order, within the patience. */
    boolean isClosed() throws IOException {
        try {
            while (in.read() >= 0) {
                // whatever comes before the end
            }
            return true;
        } catch (java.net.SocketTimeoutException open) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** An answer that came to its end. */
    record Answer(int status, String head, String body) {}
}
