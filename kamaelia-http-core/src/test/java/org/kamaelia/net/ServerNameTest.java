package org.kamaelia.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.StandardConstants;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.axon.LogCapture;
import org.kamaelia.net.tls.Tls;
import org.kamaelia.testing.TlsEngine;
import org.kamaelia.testing.TlsKeys;

@DisplayName("A client names the server (SNI, RFC 6066 section 3)")
@Timeout(60)
class ServerNameTest {

    /** A name as a client sends it, whatever the JDK thinks of it. */
    private static final class Name extends SNIServerName {
        Name(String name) {
            super(StandardConstants.SNI_HOST_NAME, name.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Tries a client that sends a name with an underscore; run in a JVM of its own, with and without the setting. */
    static final class UnderscoreClient {
        private UnderscoreClient() {}

        public static void main(String[] arguments) throws Exception {
            System.out.println("echoed: " + echo(new Name("my_shop.example"), "TLSv1.3"));
        }
    }

    /** Sends back what comes first, and closes. */
    private static Talk onceEchoing() {
        return new Talk(self -> {
            if (!self.inbox.isEmpty()) {
                self.hear();
                self.say(self.heard.toString());
                self.bye();
            }
        });
    }

    private static String echo(SNIServerName name, String version) throws Exception {
        try (Servers servers = new Servers()) {
            SimpleServer server = servers.server(ServerNameTest::onceEchoing)
                    .tls(TlsSetup.of(TlsKeys.SERVER.context()))
                    .start();
            try (TlsEngine client = new TlsEngine(server.localPort(), version).serverName(name)) {
                client.handshake();
                client.send(client.sealed("hello"));
                return client.readToCloseNotify();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("in letters, digits and hyphens: it is served, whatever the name")
    void servesAnyHostName(String version) throws Exception {
        assertThat(echo(new SNIHostName("my-shop.example"), version)).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("with an underscore: the JDK's engine ends the handshake with an alert, and the log names the remedy")
    void logsWhatHelpsAgainstAnUnderscore(String version) {
        Logger logger = Logger.getLogger(Tls.class.getName());
        logger.setLevel(Level.FINE);
        try (LogCapture log = LogCapture.of(Tls.class)) {
            assertThatThrownBy(() -> echo(new Name("my_shop.example"), version))
                    .hasMessageContaining("illegal_parameter");
            assertThat(log.messages())
                    .anyMatch(line -> line.contains("name=my_shop.example")
                            && line.contains("-Djdk.tls.server.disableExtensions=server_name"));
        } finally {
            logger.setLevel(null);
        }
    }

    @Test
    @DisplayName("with an underscore: it is served where the JVM was told to ignore names")
    void servesAnUnderscoreWhereNamesAreIgnored() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.tls.server.disableExtensions=server_name",
                        "-cp",
                        System.getProperty("java.class.path"),
                        UnderscoreClient.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(Duration.ofSeconds(50).toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(said).contains("echoed: hello");
    }
}
