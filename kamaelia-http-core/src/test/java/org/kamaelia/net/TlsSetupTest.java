package org.kamaelia.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.testing.TlsKeys;

@DisplayName("A set-up of TLS")
class TlsSetupTest {

    @Test
    @DisplayName("with an invalid version, cipher suite or time is refused when it is made")
    void invalidSettingsAreRefused() throws Exception {
        TlsSetup setup = TlsSetup.of(SSLContext.getDefault());
        setup.verify();
        for (ThrowingCallable wrong : List.<ThrowingCallable>of(
                () -> setup.protocols(List.of()),
                () -> setup.handshake(java.time.Duration.ZERO),
                () -> SimpleServer.of(Talk::echo).tls(setup.protocols(List.of("TLSv9"))),
                () -> SimpleServer.of(Talk::echo).tls(setup.ciphers(List.of("TLS_NULL"))))) {
            assertThatThrownBy(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @DisplayName("whose certificate belongs to its key is taken, with a client certificate wanted or needed, too")
    void withCertificateOfItsKeyIsTaken() {
        TlsSetup setup = TlsSetup.of(TlsKeys.SERVER.context());
        for (TlsSetup.ClientAuth auth : TlsSetup.ClientAuth.values()) {
            assertThat(setup.clientAuth(auth).verify().clientAuth()).isEqualTo(auth);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("whose certificate does not belong to its key is refused with a sentence, in every version")
    void withCertificateOfAnotherKeyIsRefused(String version) throws Exception {
        TlsSetup wrong = TlsSetup.of(TlsKeys.SERVER.mismatched(TlsKeys.RENEWED)).protocols(List.of(version));
        assertThatThrownBy(wrong::verify)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The certificate of CN=renewed does not belong to the private key beside it:"
                        + " no handshake with it can complete");
        assertThatThrownBy(() -> SimpleServer.of(Talk::echo).tls(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
}
