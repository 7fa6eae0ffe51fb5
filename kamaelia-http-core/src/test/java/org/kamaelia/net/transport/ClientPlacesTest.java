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
        ClientPlaces places = new ClientPlaces(64, 2);
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
        ClientPlaces places = new ClientPlaces(64, 1);
        for (long client = 0; client < 1_000; client++) {
            places.take(client);
            places.take(client);
            places.giveBack(client);
        }
        assertThat(places.clients()).isZero();
    }

    @Test
    @DisplayName("are refused to everybody when all are taken, and nothing is lost by that")
    void areRefusedToEverybody() {
        ClientPlaces places = new ClientPlaces(2, 0);
        assertThat(places.take(ClientKey.UNKNOWN)).isTrue();
        assertThat(places.take(1)).isTrue();
        assertThat(places.areTaken()).isTrue();
        assertThat(places.take(2)).isFalse();
        assertThat(places.take(ClientKey.UNKNOWN)).isFalse();
        places.giveBack(ClientKey.UNKNOWN);
        assertThat(places.take(2)).isTrue();
        assertThat(places.taken()).isEqualTo(2);
    }

    private static int takeAll(ClientPlaces places, long client) {
        int count = 0;
        while (places.take(client)) {
            count++;
        }
        return count;
    }

    @Test
    @DisplayName(
            "are by default three times as many as are free: three quarters for one client, less for the next ones")
    void areSharedFairly() {
        ClientPlaces places = new ClientPlaces(1_024, 0);
        assertThat(takeAll(places, 1)).isEqualTo(768);
        assertThat(takeAll(places, 2)).isEqualTo(192);
        assertThat(takeAll(places, 3)).isEqualTo(48);
        assertThat(takeAll(places, 4)).isEqualTo(12);
        assertThat(places.take(5)).isTrue();
    }

    @Test
    @DisplayName("become equal when clients that have many give some back")
    void sharesBecomeEqual() {
        ClientPlaces places = new ClientPlaces(1_024, 0);
        takeAll(places, 1);
        takeAll(places, 2);
        for (int i = 0; i < 2_000; i++) {
            long gives = 1 + i % 2;
            places.giveBack(gives);
            takeAll(places, 3 - gives);
        }
        assertThat(places.taken(1)).isBetween(430, 450);
        assertThat(places.taken(2)).isBetween(430, 450);
        assertThat(1_024 - places.taken()).isBetween(140, 150);
    }

    @Test
    @DisplayName("may all be of one client where there are fewer than 64")
    void fewMayAllBeOfOneClient() {
        assertThat(takeAll(new ClientPlaces(63, 0), 1)).isEqualTo(63);
        assertThat(takeAll(new ClientPlaces(64, 0), 1)).isEqualTo(48);
        assertThat(takeAll(new ClientPlaces(65, 0), 1)).isEqualTo(49);
    }
}
