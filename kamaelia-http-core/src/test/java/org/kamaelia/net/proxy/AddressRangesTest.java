package org.kamaelia.net.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Blocks of addresses")
class AddressRangesTest {
    @ParameterizedTest(name = "{1} in {0}: {2}")
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "192.0.2.128/25, 192.0.2.129, true",
        "192.0.2.128/25, 192.0.2.127, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, ::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::1, ::1, true",
    })
    @DisplayName("hold the addresses that begin with the same bits")
    void containTheAddressesOfTheirBlock(String block, String address, boolean inside) {
        InetAddress parsed = Objects.requireNonNull(AddressRanges.literal(address));
        AddressRanges ranges = AddressRanges.of(List.of("203.0.113.1", block));
        assertThat(ranges.contains(parsed)).isEqualTo(inside);
        assertThat(ranges.contains(new InetSocketAddress(parsed, 1))).isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "10.0.0",
                "10.0.0.256",
                "10.0.0.0/33",
                "::1/129",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "fe80::1%eth0",
                "1.2.3.4.5",
                "abc",
                "::g"
            })
    @DisplayName("are refused with what to write instead if they are malformed, and no name is ever looked up")
    void thatAreMalformedAreRefused(String block) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressRanges.of(List.of(block)))
                .withMessageContaining("\"" + block + "\"")
                .withMessageContaining("10.0.0.0/8");
    }

    @Test
    @DisplayName("hold nothing that has no address")
    void holdNothingThatHasNoAddress() {
        AddressRanges all = AddressRanges.of(List.of("0.0.0.0/0"));
        assertThat(all.contains((java.net.SocketAddress) null)).isFalse();
        assertThat(all.contains(InetSocketAddress.createUnresolved("localhost", 1)))
                .isFalse();
        assertThat(AddressRanges.none().isEmpty()).isTrue();
    }
}
