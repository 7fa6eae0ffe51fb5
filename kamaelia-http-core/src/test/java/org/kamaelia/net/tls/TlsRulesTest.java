package org.kamaelia.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLSession;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kamaelia.net.transport.CloseCause;

@DisplayName("What a TLS client may send besides data")
class TlsRulesTest {
    private static final int KIB = 1024;
    private static final ByteBuffer HANDSHAKE = ByteBuffer.wrap(new byte[] {22, 3, 3, 0, 0});
    private static final ByteBuffer DATA = ByteBuffer.wrap(new byte[] {23, 3, 3, 0, 0});

    private final TlsRules rules = new TlsRules();

    /** A session of which only the version is known. */
    private static SSLSession session(String version) {
        return (SSLSession) java.lang.reflect.Proxy.newProxyInstance(
                TlsRulesTest.class.getClassLoader(), new Class<?>[] {SSLSession.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("getProtocol");
                    return version;
                });
    }

    private static void assertViolates(ThrowingCallable what) {
        assertThatThrownBy(what).isInstanceOf(TlsRules.Violation.class);
    }

    @Test
    @DisplayName("a hello of 32 KiB is allowed, and after our answer a handshake of 128 KiB")
    void helloOf32AndHandshakeOf128KibibytesAreAllowed() throws Exception {
        rules.taken(32 * KIB, 0);
        rules.check(HANDSHAKE);
        rules.taken(1, 0);
        assertViolates(() -> rules.check(HANDSHAKE));
        rules.answered();
        rules.check(HANDSHAKE);
        rules.taken(96 * KIB - 1, 0);
        rules.check(HANDSHAKE);
        rules.taken(1, 0);
        assertViolates(() -> rules.check(HANDSHAKE));
        assertThat(rules.fault()).isEqualTo(CloseCause.HANDSHAKE);
    }

    @Test
    @DisplayName("any number of bytes is allowed once the handshake is complete")
    void anyNumberOfBytesIsAllowedAfterTheHandshake() throws Exception {
        rules.established(session("TLSv1.3"));
        rules.taken(1 << 30, 1 << 30);
        rules.check(DATA);
        assertThat(rules.received()).isEqualTo(1 << 30);
    }

    @Test
    @DisplayName(
            "handshake records after the handshake are allowed in TLS 1.3, where none of them begins another; not in TLS 1.2")
    void handshakeRecordsAfterwardsAreForTls13Only() throws Exception {
        rules.established(session("TLSv1.3"));
        rules.check(HANDSHAKE);
        TlsRules older = new TlsRules();
        older.established(session("TLSv1.2"));
        older.check(DATA);
        assertViolates(() -> older.check(HANDSHAKE));
        assertThat(older.fault()).isEqualTo(CloseCause.REFUSED);
    }

    @ParameterizedTest
    @CsvSource({"27, 75", "43, 47", "2048, 1", "29, 70"})
    @DisplayName("records without data are allowed up to 2 KiB in total, of any size each")
    void recordsWithoutDataAreLimitedTo2Kibibytes(int size, int many) throws Exception {
        rules.established(session("TLSv1.3"));
        for (int i = 0; i < many; i++) {
            rules.taken(size, 0);
        }
        assertViolates(() -> rules.taken(size, 0));
    }

    @Test
    @DisplayName(
            "more records without data are allowed where data pays, 64 bytes for each; a byte now and then pays nothing")
    void dataPaysForMoreRecordsWithoutData() throws Exception {
        rules.established(session("TLSv1.3"));
        for (int i = 0; i < 10_000; i++) {
            rules.taken(64, 0);
            rules.taken(64 * 64 + 22, 64 * 64);
        }
        assertViolates(() -> {
            for (int i = 0; i < 80; i++) {
                rules.taken(27, 0);
                rules.taken(23, 1);
            }
        });
    }

    @Test
    @DisplayName("a client that sends nothing at all is no failed handshake")
    void nothingSentIsNoFailedHandshake() throws Exception {
        assertThat(rules.gone(false)).isEqualTo(CloseCause.CLIENT);
        assertThat(rules.gone(true)).isEqualTo(CloseCause.HANDSHAKE);
        rules.taken(1, 0);
        assertThat(rules.gone(false)).isEqualTo(CloseCause.HANDSHAKE);
        rules.established(session("TLSv1.3"));
        assertThat(rules.gone(true)).isEqualTo(CloseCause.CLIENT);
    }
}
