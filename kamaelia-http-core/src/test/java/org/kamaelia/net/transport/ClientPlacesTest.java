package org.kamaelia.net.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Places of which each client may have so many")
class ClientPlacesTest {
    private static long key(String address) throws Exception {
        return ClientKey.of(new InetSocketAddress(InetAddress.getByName(address), 80));
    }

    @Test
    @DisplayName("are counted for an IPv4 address, and for the first 64 bits of an IPv6 address")
    void areCountedForAnAddress() throws Exception {
        assertThat(key("10.0.0.1")).isEqualTo(key("10.0.0.1")).isNotEqualTo(key("10.0.0.2"));
        assertThat(key("255.255.255.255")).isNotEqualTo(key("127.255.255.255")).isNotEqualTo(ClientKey.UNKNOWN);
        assertThat(key("2001:db8:1:2::1"))
                .isEqualTo(key("2001:db8:1:2:ffff::9"))
                .isNotEqualTo(key("2001:db8:1:3::1"));
        assertThat(key("::ffff:10.0.0.1")).isEqualTo(key("10.0.0.1"));
        assertThat(ClientKey.of(null)).isEqualTo(ClientKey.UNKNOWN);
        assertThat(ClientKey.of(UnixDomainSocketAddress.of("/x"))).isEqualTo(ClientKey.UNKNOWN);
    }

    @Test
    @DisplayName("are refused to a client that has as many as it may have, and to nobody else")
    void areRefusedToOneClient() throws Exception {
        ClientPlaces places = new ClientPlaces(2);
        assertThat(places.take(1)).isTrue();
        assertThat(places.take(1)).isTrue();
        assertThat(places.take(1)).isFalse();
        assertThat(places.take(2)).isTrue();
        places.giveBack(1);
        assertThat(places.take(1)).isTrue();
        assertThat(places.taken(1)).isEqualTo(2);
        for (int i = 0; i < 10; i++) {
            assertThat(places.take(ClientKey.UNKNOWN)).isTrue();
        }
    }

    @Test
    @DisplayName("are remembered only for clients that have one")
    void areForgotten() {
        ClientPlaces places = new ClientPlaces(1);
        for (long client = 0; client < 1_000; client++) {
            places.take(client);
            places.take(client);
            places.giveBack(client);
        }
        assertThat(places.clients()).isZero();
    }

    @Test
    @DisplayName("are three quarters of all by default, and all of them where there are few")
    void areThreeQuartersByDefault() {
        assertThat(ClientPlaces.share(16_384)).isEqualTo(12_288);
        assertThat(ClientPlaces.share(64)).isEqualTo(48);
        assertThat(ClientPlaces.share(63)).isEqualTo(63);
        assertThat(ClientPlaces.share(0)).isEqualTo(1);
    }
}
