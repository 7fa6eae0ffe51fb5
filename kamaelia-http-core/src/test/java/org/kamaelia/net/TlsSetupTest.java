package org.kamaelia.net;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A set-up of TLS")
class TlsSetupTest {

    @Test
    @DisplayName("with a version, a cipher suite or a time that cannot be is refused when it is made")
    void withWhatCannotBeIsRefused() throws Exception {
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
}
