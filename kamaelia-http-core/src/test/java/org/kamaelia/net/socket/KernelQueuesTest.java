package org.kamaelia.net.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What clients have not read yet, from /proc/net/tcp")
class KernelQueuesTest {
    private final Map<Long, Long> all = new HashMap<>();

    @Test
    @DisplayName("is what waits to be sent, for IPv4 and IPv6")
    void linesAreRead() {
        KernelQueues.addLine("  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt", all);
        KernelQueues.addLine("   0: 0100007F:1F90 0200007F:D431 01 003F8000:00000000 01:00000014 00000000", all);
        KernelQueues.addLine("   1: 0100007F:1F90 0200007F:D432 01 00000000:00000000 00:00000000 00000000", all);
        KernelQueues.addLine(
                "  12: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000300007F:D433 01 00000A00:00000000"
                        + " 01:00000014",
                all);

        assertThat(all)
                .containsEntry(KernelQueues.key(0x0200007FL, 0x1F90, 0xD431), 0x3F8000L)
                .containsEntry(KernelQueues.key(0x0300007FL, 0x1F90, 0xD433), 0xA00L)
                .hasSize(2);
    }

    @Test
    @DisplayName("is also what waits to be read by a client on the same machine")
    void endOfTheClientCounts() {
        KernelQueues.addLine("   0: 0100007F:1F90 0200007F:D431 01 00000A00:00000000 01:00000014 00000000", all);
        KernelQueues.addLine("   1: 0200007F:D431 0100007F:1F90 01 00000000:00000500 00:00000000 00000000", all);

        assertThat(all).containsExactly(Map.entry(KernelQueues.key(0x0200007FL, 0x1F90, 0xD431), 0xF00L));
    }
}
