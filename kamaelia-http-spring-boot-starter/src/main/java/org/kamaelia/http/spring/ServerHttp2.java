package org.kamaelia.http.spring;

import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.exchange.Http2Settings;
import org.kamaelia.http.spring.KamaeliaHttpProperties.Server;
import org.springframework.util.unit.DataSize;

/**
 * Turns the properties of HTTP/2 into the settings of the core: those of a server, else those of all servers, else the
 * defaults of the core. A message about a value out of its range names the property.
 */
final class ServerHttp2 {
    private final String name;
    private final Http2Properties own;
    private final Http2Properties all;

    private ServerHttp2(String name, Http2Properties own, Http2Properties all) {
        this.name = name;
        this.own = own;
        this.all = all;
    }

    /**
     * Returns the settings of a server.
     *
     * @param name the name of the server, for messages
     */
    static Http2Settings of(String name, Server server, KamaeliaHttpProperties properties) {
        return new ServerHttp2(name, server.http2(), properties.http2()).settings();
    }

    private Http2Settings settings() {
        Http2Settings core = Http2Settings.defaults();
        int streamWindow = bytes("stream-window", Http2Properties::streamWindow, core.streamWindow(), 1, 16 << 20);
        int window = bytes(
                "connection-window", Http2Properties::connectionWindow, core.connectionWindow(), 65_535, 256 << 20);
        if (window <= streamWindow) {
            throw ServerLimits.outOfRange(
                    key("connection-window", Http2Properties::connectionWindow),
                    window + "B",
                    "a size above " + streamWindow
                            + "B, which is http2.stream-window; otherwise one request that is not"
                            + " read stops all others of its connection");
        }
        return core.overTls(choose(Http2Properties::enabled, core.overTls()))
                .clearText(choose(Http2Properties::clearText, core.clearText()))
                .streams(number(
                        "max-concurrent-streams", Http2Properties::maxConcurrentStreams, core.streams(), 1, 65_535))
                .windows(streamWindow, window)
                .frameSize(bytes(
                        "max-frame-size", Http2Properties::maxFrameSize, core.frameSize(), 16_384, (16 << 20) - 1))
                .floods(
                        number("max-resets", Http2Properties::maxResets, core.resets(), 1, 1_000_000),
                        number(
                                "max-control-frames",
                                Http2Properties::maxControlFrames,
                                core.controlFrames(),
                                10,
                                1_000_000))
                .windowStall(time("window-timeout", Http2Properties::windowTimeout, core.windowStall()));
    }

    private <T> T choose(Function<Http2Properties, @Nullable T> setting, T core) {
        T mine = setting.apply(own);
        T everybodys = setting.apply(all);
        return mine != null ? mine : everybodys != null ? everybodys : core;
    }

    private String key(String setting, Function<Http2Properties, ? extends @Nullable Object> value) {
        return value.apply(own) != null
                ? KamaeliaHttpProperties.key(name, "http2." + setting)
                : KamaeliaHttpProperties.PREFIX + ".http2." + setting;
    }

    private int number(
            String setting, Function<Http2Properties, @Nullable Integer> value, int core, int least, int most) {
        return ServerLimits.inRange(key(setting, value), choose(value, core), least, most);
    }

    private int bytes(
            String setting, Function<Http2Properties, @Nullable DataSize> value, int core, int least, int most) {
        long bytes = choose(value, DataSize.ofBytes(core)).toBytes();
        if (bytes < least || bytes > most) {
            throw ServerLimits.outOfRange(
                    key(setting, value), bytes + "B", "a size from " + least + "B to " + most + "B");
        }
        return (int) bytes;
    }

    private Duration time(String setting, Function<Http2Properties, @Nullable Duration> value, Duration core) {
        Duration chosen = choose(value, core);
        if (chosen.isNegative() || chosen.isZero()) {
            throw ServerLimits.outOfRange(key(setting, value), chosen.toString(), "a time above 0");
        }
        return chosen;
    }
}
