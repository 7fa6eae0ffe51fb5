import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A browser without a window and with an empty profile. The browser ends with this object, or with this process. */
final class Chromium implements AutoCloseable {
    private static final int SECONDS_TO_START = 60;
    private static final int SECONDS_TO_END = 10;

    private final Process process;
    private final Path profile;
    private final Thread atExit = new Thread(this::end);

    /**
     * Starts the browser.
     *
     * @param work a directory for the profile and the log of the browser
     * @param securePort port of a server on this machine with a self-signed certificate. The browser trusts only the
     *     key of this server. If it ignored all certificate errors, it would not store responses from such a connection
     */
    Chromium(String program, Path work, int securePort) throws IOException, GeneralSecurityException {
        profile = Files.createDirectory(work.resolve("profile"));
        List<String> command = new ArrayList<>(List.of(
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--ignore-certificate-errors-spki-list=" + keyHash(securePort),
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank"));
        Path log = work.resolve("chromium.log");
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** The SHA-256 of the public key of a server on this machine. */
    private static String keyHash(int port) throws IOException, GeneralSecurityException {
        SSLContext anyone = SSLContext.getInstance("TLS");
        anyone.init(null, new TrustManager[] {new TrustAll()}, null);
        try (SSLSocket socket =
                (SSLSocket) anyone.getSocketFactory().createSocket(InetAddress.getByName("127.0.0.1"), port)) {
            byte[] key = socket.getSession().getPeerCertificates()[0].getPublicKey().getEncoded();
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
        }
    }

    /** The address of the DevTools of the browser. Waits until they listen. */
    URI devTools() throws IOException, InterruptedException {
        Path file = profile.resolve("DevToolsActivePort");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_START);
        while (System.nanoTime() < end) {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            if (lines.size() >= 2) {
                return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
            }
            if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new IOException("The browser ended at once with " + process.exitValue());
            }
        }
        throw new IOException("The browser did not start within " + SECONDS_TO_START + " s");
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void end() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException now) {
            process.destroyForcibly();
        }
        children.forEach(ProcessHandle::destroyForcibly); // child processes that did not end with the browser
    }

    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
