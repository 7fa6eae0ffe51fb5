package org.kamaelia.http.http2.flood;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A client of HTTP/2 that sends any frames, and reads what comes back on another thread. */
final class Attacker implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;
    private static final String PREFACE = "505249202a20485454502f322e300d0a0d0a534d0d0a0d0a";
    private static final int GOAWAY = 7;

    private final Socket socket;
    private final OutputStream out;
    /** The error code of the last GOAWAY when the connection has ended; -1 if none came. */
    private final CompletableFuture<Integer> end = new CompletableFuture<>();

    /** Connects, and sends the preface and these settings. */
    Attacker(int port, String settings) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_SECONDS * 1000);
        out = socket.getOutputStream();
        Thread reader = new Thread(this::readToTheEnd, "attacker");
        reader.setDaemon(true);
        reader.start();
        out.write(hex(PREFACE));
        out.write(frame(4, 0, 0, hex(settings)));
    }

    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        byte[] frame = new byte[9 + payload.length];
        frame[0] = (byte) (payload.length >>> 16);
        frame[1] = (byte) (payload.length >>> 8);
        frame[2] = (byte) payload.length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        for (int i = 0; i < 4; i++) {
            frame[5 + i] = (byte) (stream >>> 24 - 8 * i);
        }
        System.arraycopy(payload, 0, frame, 9, payload.length);
        return frame;
    }

    /** Frames that an attack sends at once; the number counts the calls, from 0. */
    interface Wave {
        byte[][] frames(int number);
    }

    /** Sends waves until the server ends the connection or there are too many. Returns whether the server ended it. */
    boolean send(Wave wave, int most) {
        try {
            for (int i = 0; i < most && !end.isDone(); i++) {
                ByteArrayOutputStream together = new ByteArrayOutputStream();
                for (byte[] frame : wave.frames(i)) {
                    together.writeBytes(frame);
                }
                out.write(together.toByteArray());
            }
        } catch (IOException e) {
            return true; // the server has closed the connection
        }
        return end.isDone();
    }

    /** Waits for the end of the connection. Returns the error code of GOAWAY; -1 if none came. */
    int end() throws Exception {
        return end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void readToTheEnd() {
        int code = -1;
        try (DataInputStream in = new DataInputStream(socket.getInputStream())) {
            while (true) {
                int lengthAndType = in.readInt();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                byte[] payload = new byte[lengthAndType >>> 8];
                in.readFully(payload);
                if ((lengthAndType & 0xff) == GOAWAY) {
                    assertThat(flags + stream).isZero();
                    code = payload[7];
                }
            }
        } catch (IOException ended) {
            end.complete(code); // also a reset ends the connection
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
