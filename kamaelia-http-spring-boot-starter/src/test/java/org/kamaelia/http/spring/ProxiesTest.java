package org.kamaelia.http.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.kamaelia.http.spring.Metered.value;

import java.net.InetSocketAddress;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

@DisplayName("A server trusts proxies as its properties say")
class ProxiesTest {
    private static final String SERVER = "kamaelia.http.servers.default.";
    private static final String X = "X-Forwarded-For: 192.0.2.7";
    private static final String X_PROTO = "X-Forwarded-Proto: https";
    private static final String FORWARDED = "Forwarded: for=192.0.2.8;proto=https";

    private static Response tell(Request request) {
        InetSocketAddress address = (InetSocketAddress) Objects.requireNonNull(request.remoteAddress());
        return Response.text(request.scheme() + " " + address.getAddress().getHostAddress());
    }

    private static ApplicationContextRunner runner(String... properties) {
        return Metered.runner()
                .withPropertyValues(properties)
                .withBean(
                        HandlerRegistration.class,
                        () -> HandlerRegistration.of("/who", HandlerFactory.oneShot(ProxiesTest::tell)));
    }

    @ParameterizedTest
    @CsvSource({
        "none,        127.0.0.1,    http 127.0.0.1",
        "forwarded,   127.0.0.1,    https 192.0.2.8",
        "x-forwarded, 127.0.0.1,    https 192.0.2.7",
        "X_FORWARDED, 127.0.0.0/8,  https 192.0.2.7",
        "x-forwarded, 10.0.0.0/8,   http 127.0.0.1",
        "x-forwarded-for, 127.0.0.1, http 192.0.2.7",
        "x-forwarded-proto, 127.0.0.1, https 127.0.0.1",
        "'x-forwarded-for, x-forwarded-proto', 127.0.0.1, https 192.0.2.7",
        "'x-forwarded-host, x-forwarded-port', 127.0.0.1, http 127.0.0.1",
    })
    @DisplayName("forwarded.fields says which fields are read, forwarded.trusted from which proxies")
    void readsTheConfiguredFieldsOfTrustedProxies(String fields, String trusted, String expected) {
        runner(SERVER + "forwarded.fields=" + fields, SERVER + "forwarded.trusted[0]=" + trusted)
                .run(context -> assertThat(Wire.exchange(Wire.port(context), "GET", "/who", X, X_PROTO, FORWARDED))
                        .endsWith("\r\n\r\n" + expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"forwarded, x-forwarded-for", "none, x-forwarded-for", "x-forwarded, forwarded"})
    @DisplayName("fields that exclude each other stop the start, and the message says what to write")
    void refusesFieldsThatExcludeEachOther(String fields) {
        runner(SERVER + "forwarded.fields=" + fields, SERVER + "forwarded.trusted=127.0.0.1")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining(SERVER + "forwarded.fields"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4095B", "65552B"})
    @DisplayName("a limit of the PROXY header that the protocol does not have stops the start")
    void refusesALimitThatTheProtocolDoesNotHave(String size) {
        runner(SERVER + "proxy-protocol.header-size=" + size)
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining("proxy-protocol.header-size"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"forwarded.trusted", "proxy-protocol.trusted"})
    @DisplayName("a malformed address of a proxy stops the start, although no proxy is used yet")
    void refusesMalformedAddressesOfUnusedProxies(String setting) {
        runner(SERVER + setting + "=10.0.0.0/99")
                .run(context ->
                        assertThat(context.getStartupFailure()).rootCause().hasMessageContaining("10.0.0.0/99"));
    }

    @Test
    @DisplayName("no proxy is trusted by default")
    void trustsNoProxyByDefault() {
        runner().run(context -> assertThat(Wire.exchange(Wire.port(context), "GET", "/who", X, X_PROTO, FORWARDED))
                .endsWith("http 127.0.0.1"));
    }

    @Test
    @DisplayName("several blocks of addresses, and a chain of proxies among them")
    void readsAChainOfProxiesInSeveralBlocks() {
        runner(SERVER + "forwarded.fields=x-forwarded", SERVER + "forwarded.trusted=10.0.0.0/8, 127.0.0.1")
                .run(context -> assertThat(Wire.exchange(
                                Wire.port(context), "GET", "/who", "X-Forwarded-For: 6.6.6.6, 192.0.2.7, 10.1.2.3"))
                        .endsWith("http 192.0.2.7"));
    }

    @Test
    @DisplayName("proxy-protocol gives the address of the client")
    void readsTheClientAddressOfTheProxyProtocol() {
        runner(SERVER + "proxy-protocol.enabled=true", SERVER + "proxy-protocol.trusted=127.0.0.1")
                .run(context -> {
                    try (Wire wire = new Wire(Wire.port(context))) {
                        wire.send("PROXY TCP4 192.0.2.9 192.0.2.1 4711 80\r\n");
                        wire.send("GET /who HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
                        assertThat(wire.readAll()).endsWith("http 192.0.2.9");
                    }
                });
    }

    @Test
    @DisplayName("with proxy-protocol, a connection that begins without it is closed")
    void closesAConnectionWithoutTheProxyProtocol() {
        runner(SERVER + "proxy-protocol.enabled=true", SERVER + "proxy-protocol.trusted=127.0.0.1")
                .run(context -> {
                    assertThat(value(context, "queue.capacity", "component", "ProxyProtocol"))
                            .isZero();
                    try (Wire wire = new Wire(Wire.port(context))) {
                        wire.send("GET /who HTTP/1.1\r\nHost: test\r\n\r\n");
                        await().until(() -> value(context, "connections.closed", "reason", "refused") == 1);
                    }
                });
    }

    @ParameterizedTest
    @CsvSource({"forwarded.fields=forwarded, forwarded", "proxy-protocol.enabled=true, proxy-protocol"})
    @DisplayName("without a trusted address it fails: names the property, and says what to write")
    void noTrustedAddressFailsWithTheProperty(String property, String group) {
        StartupFailureTest.assertFails(
                runner(SERVER + property),
                "The server 'default' is configured to trust proxies, but kamaelia.http.servers.default." + group
                        + ".trusted names none.",
                "such as 10.0.0.0/8, or kamaelia.http.servers.default." + group);
        StartupFailureTest.assertFails(
                runner(SERVER + property, SERVER + group + ".trusted=10.0.0.0/8,proxy.example"),
                "The property kamaelia.http.servers.default." + group
                        + ".trusted cannot be used: \"proxy.example\" is no block of addresses",
                "10.0.0.0/8 or 2001:db8::/32");
    }
}
