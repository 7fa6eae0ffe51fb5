package org.kamaelia.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * A TLS client that handles each record by itself, since a TLS socket of the JDK does not tell an end with {@code
 * close_notify} from one without. Not thread-safe.
 */
public final class TlsEngine implements AutoCloseable {
    private static final int PATIENCE = 10_000;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Socket socket = new Socket();
    private final InputStream in;
    private final OutputStream out;
    private final SSLEngine engine = TlsKeys.nobody().createSSLEngine("localhost", 1);
    private final ByteBuffer received = ByteBuffer.allocate(64 * 1024).limit(0);
    private final ByteBuffer plain = ByteBuffer.allocate(64 * 1024);
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    /** A connection; no byte has been sent. */
    public TlsEngine(int port, String version) throws IOException {
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {version});
        socket.setSoTimeout(PATIENCE);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /** The same over other streams than those of a socket. */
    public TlsEngine(InputStream in, OutputStream out, String version) {
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {version});
        this.in = in;
        this.out = out;
    }

    /** Names another server than localhost. */
    public TlsEngine serverName(SNIServerName name) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(name));
        engine.setSSLParameters(parameters);
        return this;
    }

    /** The first record of a client, a whole hello. */
    public static byte[] hello() {
        try {
            SSLEngine client = TlsKeys.nobody().createSSLEngine("localhost", 1);
            client.setUseClientMode(true);
            ByteBuffer hello = ByteBuffer.allocate(64 * 1024);
            client.wrap(NOTHING, hello);
            byte[] bytes = new byte[hello.flip().remaining()];
            hello.get(bytes);
            return bytes;
        } catch (SSLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Does the handshake. */
    public TlsEngine handshake() throws IOException {
        engine.beginHandshake();
        for (HandshakeStatus status; (status = engine.getHandshakeStatus()) != HandshakeStatus.NOT_HANDSHAKING; ) {
            switch (status) {
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_WRAP -> out.write(sealed(NOTHING));
                default -> {
                    if (!unwrap()) {
                        throw new EOFException("The connection was closed within the handshake");
                    }
                }
            }
        }
        return this;
    }

    /** One record with this text, which is not sent. */
    public byte[] sealed(String text) throws IOException {
        return sealed(ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)));
    }

    /** One record that renews the keys, which is not sent; nor are its answers read. */
    public byte[] keyUpdate() throws IOException {
        engine.beginHandshake();
        return sealed(NOTHING);
    }

    /** The record that ends what we send, which is not sent. */
    public byte[] closeNotify() throws IOException {
        engine.closeOutbound();
        return sealed(NOTHING);
    }

    private byte[] sealed(ByteBuffer bytes) throws SSLException {
        ByteBuffer record = ByteBuffer.allocate(64 * 1024);
        engine.wrap(bytes, record);
        byte[] sealed = new byte[record.flip().remaining()];
        record.get(sealed);
        return sealed;
    }

    /** Sends octets as they are. */
    public TlsEngine send(byte[]... octets) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] some : octets) {
            all.writeBytes(some);
        }
        out.write(all.toByteArray());
        return this;
    }

    /** The TCP connection. */
    public Socket tcp() {
        return socket;
    }

    /** All data up to {@code close_notify}; throws {@link EOFException} if the connection ends without. */
    public String readToCloseNotify() throws IOException {
        while (!engine.isInboundDone()) {
            if (!unwrap()) {
                throw new EOFException("The connection was closed without close_notify after: " + data);
            }
        }
        return data.toString(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    /** Waits for the end of the TCP connection; whether {@code close_notify} came before it. */
    public boolean endsWithCloseNotify() {
        try {
            readToCloseNotify();
            return true;
        } catch (IOException cut) {
            return false;
        }
    }

    private boolean unwrap() throws IOException {
        SSLEngineResult result = engine.unwrap(received, plain);
        data.write(plain.array(), 0, plain.position());
        plain.clear();
        return result.getStatus() != SSLEngineResult.Status.BUFFER_UNDERFLOW || receive();
    }

    private boolean receive() throws IOException {
        received.compact();
        int count = in.read(received.array(), received.position(), received.remaining());
        received.position(received.position() + Math.max(count, 0)).flip();
        return count >= 0;
    }

    /** Closes in the middle of a test. */
    public void leave() throws IOException {
        close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
