package org.kamaelia.http.spring;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.exchange.HttpLimits;
import org.kamaelia.http.spring.KamaeliaHttpProperties.Limits;
import org.kamaelia.http.spring.KamaeliaHttpProperties.Server;
import org.kamaelia.http.spring.KamaeliaHttpProperties.Timeouts;
import org.kamaelia.http.syntax.ParserLimits;
import org.kamaelia.net.SocketLimits;
import org.kamaelia.net.loop.EventLoops;
import org.springframework.util.unit.DataSize;

/**
 * Turns the properties of one server into the limits of the core. A message about a value out of its range names the
 * property.
 */
final class ServerLimits {
    private static final long SECTION_MOST = 512 * 1024;
    private static final long LEAST_BUDGET = 1024 * 1024;
    private static final Duration LONGEST = Duration.ofDays(365);

    private final String name;
    private final Server server;

    ServerLimits(String name, Server server) {
        this.name = name;
        this.server = server;
    }

    int port() {
        return number("port", server.port(), 0, 65_535);
    }

    Duration shutdownGrace() {
        return time("shutdown-grace", server.shutdownGrace(), Duration.ZERO);
    }

    Duration handshakeTimeout(KamaeliaHttpProperties.Ssl ssl) {
        return time("ssl.handshake-timeout", ssl.handshakeTimeout());
    }

    /** How many TLS handshakes may be under way; 0 for as many as the heap has room for. */
    int handshakes(KamaeliaHttpProperties.Ssl ssl) {
        return optional("ssl.max-handshakes", ssl.maxHandshakes(), 1, 0);
    }

    @Nullable
    String serverHeader() {
        String value = server.serverHeader();
        if (value == null || value.isEmpty()) {
            return null;
        }
        if (!value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw outOfRange(
                    key("server-header"), "it has characters that are not printable ASCII", "printable ASCII text");
        }
        return value.strip();
    }

    SocketLimits sockets() {
        return new SocketLimits(
                optional(
                        "max-connections",
                        server.maxConnections(),
                        1,
                        SocketLimits.defaults().connections()),
                number("backlog", server.backlog(), 1, Integer.MAX_VALUE),
                time("timeouts.write", server.timeouts().write()),
                time("timeouts.linger", server.timeouts().linger(), Duration.ZERO),
                (int) size("send-buffer", server.sendBuffer(), 0, Integer.MAX_VALUE),
                optional("max-connections-each", server.maxConnectionsEach(), 1, 0));
    }

    HttpLimits http() {
        Limits limits = server.limits();
        Timeouts timeouts = server.timeouts();
        return HttpLimits.defaults()
                .parser(parser(limits))
                .requestBody(size("limits.request-body", limits.requestBody(), 0, Long.MAX_VALUE))
                .underWay(number("limits.pipelined-requests", limits.pipelinedRequests(), 1, 1_024), (int)
                        size("limits.buffered", limits.buffered(), 1, Integer.MAX_VALUE))
                .headAndIdle(
                        time("timeouts.header-section", timeouts.headerSection()),
                        time("timeouts.idle", timeouts.idle()))
                .bodyPace(
                        time("timeouts.request-body", timeouts.requestBody()),
                        (int) size("limits.request-body-rate", limits.requestBodyRate(), 0, Integer.MAX_VALUE),
                        time("timeouts.request-body-rate-after", timeouts.requestBodyRateAfter()))
                .firstPart(time("timeouts.response", timeouts.response()))
                .draining(
                        size("limits.drain", limits.drain(), 0, Long.MAX_VALUE),
                        time("timeouts.drain", timeouts.drain()))
                .streamGrace(time("timeouts.stream-grace", timeouts.streamGrace(), Duration.ZERO));
    }

    private ParserLimits parser(Limits limits) {
        return new ParserLimits(
                (int) size("limits.request-line", limits.requestLine(), 64, SECTION_MOST),
                (int) size("limits.header-section", limits.headerSection(), 64, SECTION_MOST),
                number("limits.header-fields", limits.headerFields(), 1, 10_000),
                (int) size("limits.chunk-line", limits.chunkLine(), 8, 64 * 1024),
                (int) size("limits.trailer-section", limits.trailerSection(), 2, SECTION_MOST),
                limits.strictTargets());
    }

    /** The bytes that all connections together may hold. */
    static long bufferBudget(KamaeliaHttpProperties properties) {
        long bytes = properties.bufferBudget().toBytes();
        if (bytes < 0 || bytes > 0 && bytes < LEAST_BUDGET) {
            throw outOfRange(
                    KamaeliaHttpProperties.PREFIX + ".buffer-budget",
                    bytes + "B",
                    "a size from " + LEAST_BUDGET + "B, or to 0 for a quarter of the heap");
        }
        return bytes == 0 ? EventLoops.defaultBudget() : bytes;
    }

    /**
     * The time before the drain. It must leave some time for the drain itself.
     *
     * @param most the time that the context allows for both
     */
    static Duration preDrainDelay(KamaeliaHttpProperties properties, Duration most) {
        Duration delay = properties.shutdown().preDrainDelay();
        if (delay.isNegative() || !delay.isZero() && delay.compareTo(most) >= 0) {
            throw outOfRange(
                    KamaeliaHttpProperties.PREFIX + ".shutdown.pre-drain-delay",
                    String.valueOf(delay),
                    "a time from 0 to less than " + most.toMillis() + "ms, which is 9 tenths of"
                            + " spring.lifecycle.timeout-per-shutdown-phase, or make that timeout longer");
        }
        return delay;
    }

    /** The value of a property that may be unset, checked to be no smaller than its least value. */
    private int optional(String setting, @Nullable Integer value, int least, int otherwise) {
        return value == null ? otherwise : number(setting, value, least, Integer.MAX_VALUE);
    }

    private int number(String setting, int value, int least, int most) {
        return inRange(key(setting), value, least, most);
    }

    /** The value of a property, checked to be in its range. */
    static int inRange(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw outOfRange(key, String.valueOf(value), "a number from " + least + " to " + most);
        }
        return value;
    }

    /** The value of a size in bytes, checked to be in its range. */
    long size(String setting, DataSize value, long least, long most) {
        long bytes = value.toBytes();
        if (bytes < least || bytes > most) {
            String range = most == Long.MAX_VALUE ? least + "B or more" : "a size from " + least + "B to " + most + "B";
            throw outOfRange(key(setting), bytes + "B", range);
        }
        return bytes;
    }

    /** The value of a time, checked to be positive. */
    Duration time(String setting, Duration value) {
        return time(setting, value, Duration.ofMillis(1));
    }

    private Duration time(String setting, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
            throw outOfRange(key(setting), String.valueOf(value), "a time from " + least.toMillis() + "ms to 365d");
        }
        return value;
    }

    private String key(String setting) {
        return KamaeliaHttpProperties.key(name, setting);
    }

    /** An error for a property that is out of its range. */
    static HttpStartupException outOfRange(String key, String value, String range) {
        return new HttpStartupException(
                "The property " + key + " is out of its range: " + value + ".", "Set " + key + " to " + range + ".");
    }
}
