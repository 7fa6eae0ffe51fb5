package org.kamaelia.net.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Defaults that depend on the memory of the JVM")
class MemoryLimitsTest {
    private static final long MIB = 1 << 20;

    @Test
    @DisplayName("the budget is a quarter of the heap, or of the direct memory if that is less, and at least 4 MiB")
    void budgetIsAQuarter() {
        assertThat(MemoryLimits.budget(512 * MIB, 512 * MIB)).isEqualTo(128 * MIB);
        assertThat(MemoryLimits.budget(512 * MIB, 64 * MIB)).isEqualTo(16 * MIB);
        assertThat(MemoryLimits.budget(8 * MIB, 8 * MIB)).isEqualTo(4 * MIB);
    }

    @Test
    @DisplayName("the direct memory is as large as the heap, unless an option says otherwise; the last one counts")
    void directMemoryIsReadFromTheOptions() {
        assertThat(MemoryLimits.directMemory("-Xmx1g -jar app.jar", 7)).isEqualTo(7);
        assertThat(MemoryLimits.directMemory("-XX:MaxDirectMemorySize=0", 7)).isEqualTo(7);
        assertThat(MemoryLimits.directMemory("-XX:MaxDirectMemorySize=1000", 7)).isEqualTo(1000);
        assertThat(MemoryLimits.directMemory("-XX:MaxDirectMemorySize=3g -XX:MaxDirectMemorySize=64m -jar a", 7))
                .isEqualTo(64 * MIB);
        assertThat(MemoryLimits.budget()).isPositive();
    }

    @Test
    @DisplayName("connections are 16,384 where a quarter of the heap has room for them, else fewer")
    void connectionsFitTheHeap() {
        assertThat(MemoryLimits.connections(16_384, 1024 * MIB)).isEqualTo(16_384);
        assertThat(MemoryLimits.connections(16_384, 128 * MIB)).isEqualTo(5_461);
        assertThat(MemoryLimits.connections(16_384, MIB)).isEqualTo(64);
    }

    @Test
    @DisplayName("TLS handshakes are at most 8,192, and fit into an eighth of the heap")
    void handshakesFitTheHeap() {
        assertThat(MemoryLimits.handshakes(16L * 1024 * MIB)).isEqualTo(8_192);
        assertThat(MemoryLimits.handshakes(128 * MIB)).isEqualTo(341);
        assertThat(MemoryLimits.handshakes(MIB)).isEqualTo(64);
    }
}
