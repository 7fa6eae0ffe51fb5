package org.kamaelia.net.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An address has one form as text, RFC 5952")
class AddressTextTest {
    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            2001:0db8:0000:0000:0001:0000:0000:0001, 2001:db8::1:0:0:1
            2001:0db8:0:0:0:0:2:1,                   2001:db8::2:1
            2001:db8::0001,                          2001:db8::1
            2001:db8:0:0:0:0:0:1,                    2001:db8::1
            2001:db8:0:1:1:1:1:1,                    2001:db8:0:1:1:1:1:1
            2001:db8:0000:1:1:1:1:1,                 2001:db8:0:1:1:1:1:1
            2001:0:0:1:0:0:0:1,                      2001:0:0:1::1
            2001:db8:0:0:1:0:0:1,                    2001:db8::1:0:0:1
            2001:DB8::ABCD:EF01,                     2001:db8::abcd:ef01
            0:0:0:0:0:0:0:0,                         ::
            0:0:0:0:0:0:0:1,                         ::1
            1:0:0:0:0:0:0:0,                         '1::'
            0:0:1:1:1:1:1:1,                         ::1:1:1:1:1:1
            1:1:1:1:1:1:0:0,                         '1:1:1:1:1:1::'
            0:1:1:1:1:1:1:0,                         0:1:1:1:1:1:1:0
            ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
            """)
    @DisplayName(
            "leading zeros are dropped, the first of the longest runs of zeros is ::, letters are small, section 4")
    void ipv6HasTheShortestForm(String written, String expected) throws UnknownHostException {
        assertThat(AddressText.of(address(written))).isEqualTo(expected);
    }

    @Test
    @DisplayName("a text that is read again is the same address")
    void textReadAgainIsTheSameAddress() throws UnknownHostException {
        for (int bits = 0; bits < 256; bits++) {
            byte[] octets = new byte[16];
            for (int group = 0; group < 8; group++) {
                octets[2 * group + 1] = (byte) (bits >> group & 1);
            }
            InetAddress address = InetAddress.getByAddress(octets);
            assertThat(InetAddress.getByName(AddressText.of(address))).isEqualTo(address);
        }
    }

    @Test
    @DisplayName("an IPv4 address is written in dotted decimal")
    void ipv4IsDottedDecimal() throws UnknownHostException {
        assertThat(AddressText.of(address("192.0.2.255"))).isEqualTo("192.0.2.255");
        assertThat(AddressText.of(address("0.0.0.0"))).isEqualTo("0.0.0.0");
    }

    @Test
    @DisplayName("an IPv4-mapped address is written with its IPv4 address, section 5")
    void mappedIpv4KeepsItsIpv4Form() throws UnknownHostException {
        byte[] octets = HexFormat.of().parseHex("00000000000000000000ffffc0000201");
        assertThat(AddressText.of(Inet6Address.getByAddress(null, octets, -1))).isEqualTo("::ffff:192.0.2.1");
    }

    @Test
    @DisplayName("a zone is kept in text and left out of a URI, RFC 4007 section 11, RFC 3986 section 3.2.2")
    void zoneIsKeptInTextAndLeftOutOfUris() throws UnknownHostException {
        byte[] octets = HexFormat.of().parseHex("fe800000000000000000000000000001");
        InetAddress zoned = Inet6Address.getByAddress(null, octets, 3);
        assertThat(AddressText.of(zoned)).isEqualTo("fe80::1%3");
        assertThat(AddressText.uriHost(zoned)).isEqualTo("[fe80::1]");
        assertThat(AddressText.uriHost(address("192.0.2.1"))).isEqualTo("192.0.2.1");
    }

    @Test
    @DisplayName("with a port, IPv6 stands in brackets, section 6; a name and a file stay unchanged")
    void ipv6StandsInBracketsBeforeAPort() throws UnknownHostException {
        assertThat(AddressText.of(new InetSocketAddress(address("2001:db8:0:0::1"), 80)))
                .isEqualTo("[2001:db8::1]:80");
        assertThat(AddressText.of(new InetSocketAddress(address("192.0.2.7"), 80)))
                .isEqualTo("192.0.2.7:80");
        assertThat(AddressText.of(InetSocketAddress.createUnresolved("host.example", 80)))
                .isEqualTo("host.example:80");
        assertThat(AddressText.of(UnixDomainSocketAddress.of(Path.of("/run/web.sock"))))
                .isEqualTo("/run/web.sock");
    }
}
