package org.kamaelia.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Limits of sockets")
class SocketLimitsTest {

    @Test
    @DisplayName("the limits have the documented defaults, and each is changed alone")
    void limitsHaveTheDocumentedDefaults() {
        SocketLimits defaults = SocketLimits.defaults();
        assertThat(defaults)
                .isEqualTo(new SocketLimits(16_384, 1_024, Duration.ofSeconds(30), Duration.ofSeconds(5), 0));
        assertThat(defaults.connections(7).backlog(8).sendBuffer(9))
                .isEqualTo(new SocketLimits(7, 8, Duration.ofSeconds(30), Duration.ofSeconds(5), 9));
        assertThat(defaults.writeStall(Duration.ofMillis(1)).linger(Duration.ZERO))
                .isEqualTo(new SocketLimits(16_384, 1_024, Duration.ofMillis(1), Duration.ZERO, 0));
    }

    @Test
    @DisplayName("a limit that makes no sense is refused with a sentence that says what is allowed")
    void limitThatMakesNoSenseIsRefused() {
        for (UnaryOperator<SocketLimits> wrong : List.<UnaryOperator<SocketLimits>>of(
                limits -> limits.connections(0),
                limits -> limits.backlog(0),
                limits -> limits.sendBuffer(-1),
                limits -> limits.writeStall(Duration.ZERO),
                limits -> limits.linger(Duration.ofMillis(-1)))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> wrong.apply(SocketLimits.defaults()))
                    .withMessageMatching(".*(at least 1|positive).*");
        }
    }

    @Test
    @DisplayName(
            "send buffers of clients of loopback have 256 KiB, of others what the kernel chooses, unless a size is set")
    void sendBufferOfLoopbackIsBounded() {
        InetSocketAddress near = new InetSocketAddress("127.0.0.9", 1);
        InetSocketAddress far = new InetSocketAddress("192.0.2.1", 1);

        assertThat(SocketLimits.defaults().sendBufferFor(near)).isEqualTo(256 * 1024);
        assertThat(SocketLimits.defaults().sendBufferFor(new InetSocketAddress("::1", 1)))
                .isEqualTo(256 * 1024);
        assertThat(SocketLimits.defaults().sendBufferFor(far)).isZero();
        assertThat(SocketLimits.defaults().sendBufferFor(null)).isZero();
        assertThat(SocketLimits.defaults().sendBuffer(9).sendBufferFor(near)).isEqualTo(9);
        assertThat(SocketLimits.defaults().sendBuffer(9).sendBufferFor(far)).isEqualTo(9);
    }
}
