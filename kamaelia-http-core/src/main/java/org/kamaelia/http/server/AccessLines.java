package org.kamaelia.http.server;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Request;
import org.kamaelia.http.exchange.Framing;
import org.kamaelia.http.exchange.HttpObserver;
import org.kamaelia.http.exchange.ObservedExchange;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.transport.AddressText;

/** Formats the lines of an access log on one event loop. */
final class AccessLines implements HttpObserver.OnLoop {
    /** The most characters of one field in a line. A longer field is cut and marked, so that the line is bounded. */
    private static final int LONGEST_FIELD = 1_024;

    private static final ServerAccess ACCESS = ServerAccess.get();
    private static final String CUT = "...";
    private static final int LONGEST_KEPT = 8 * 1024;
    private static final HexFormat HEX = HexFormat.of();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final AccessLogFormat format;
    private final EventLoop loop;
    private final LineQueue lines;
    private StringBuilder text = new StringBuilder();
    private long second = -1;
    private String time = "";

    AccessLines(AccessLogFormat format, EventLoop loop, LineQueue lines) {
        this.format = format;
        this.loop = loop;
        this.lines = lines;
    }

    @Override
    public void begun(ObservedExchange exchange) {}

    @Override
    public void ended(ObservedExchange exchange) {
        Request request = exchange.request();
        text.setLength(0);
        switch (format) {
            case COMMON -> common(exchange);
            case COMBINED -> {
                common(exchange);
                quoted(header(exchange, "Referer"));
                quoted(header(exchange, "User-Agent"));
            }
            case JSON -> json(exchange);
        }
        lines.offer(text.toString(), request == null ? null : ACCESS.scope(request));
        if (text.capacity() > LONGEST_KEPT) {
            text = new StringBuilder();
        }
    }

    private static @Nullable String header(ObservedExchange exchange, String name) {
        Request request = exchange.request();
        return request == null ? null : request.header(name);
    }

    private static @Nullable String remote(ObservedExchange exchange) {
        SocketAddress address = exchange.origin().remoteAddress();
        if (!(address instanceof InetSocketAddress inet)) {
            return null;
        }
        return inet.getAddress() == null ? inet.getHostString() : AddressText.of(inet.getAddress());
    }

    private void common(ObservedExchange exchange) {
        String remote = remote(exchange);
        if (remote == null) {
            text.append('-');
        } else {
            escaped(remote, false);
        }
        text.append(" - - [").append(time()).append(']');
        requestLine(exchange);
        int status = exchange.status();
        long bytes = exchange.bodyBytes();
        text.append(' ').append(status == 0 ? "-" : Integer.toString(status));
        text.append(' ').append(bytes == 0 ? "-" : Long.toString(bytes));
    }

    private void requestLine(ObservedExchange exchange) {
        Request request = exchange.request();
        if (request == null) {
            String line = exchange.refusedLine(); // in visible characters already
            text.append(" \"")
                    .append(line == null || line.isEmpty() ? "-" : line)
                    .append('"');
            return;
        }
        text.append(" \"");
        escaped(request.method(), false);
        text.append(' ');
        escaped(request.target(), false);
        text.append(' ').append(request.version()).append('"');
    }

    private String time() {
        long now = Math.floorDiv(System.currentTimeMillis(), 1_000L);
        if (now != second) {
            second = now;
            time = TIME.format(Instant.ofEpochSecond(now));
        }
        return time;
    }

    private void quoted(@Nullable String value) {
        text.append(" \"");
        if (value == null) {
            text.append('-');
        } else {
            escaped(value, false);
        }
        text.append('"');
    }

    /**
     * Appends a field. A quotation mark or backslash gets a backslash before it. Other characters than printable ASCII
     * are written as hexadecimal numbers.
     *
     * @param asJson whether the number has four digits, as in JSON, or two digits after an x, as in the logs of other
     *     servers
     */
    private void escaped(String value, boolean asJson) {
        int length = Math.min(value.length(), LONGEST_FIELD);
        int plain = 0;
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c >= ' ' && c <= '~' && c != '"' && c != '\\') {
                continue;
            }
            text.append(value, plain, i).append('\\');
            plain = i + 1;
            if (c == '"' || c == '\\') {
                text.append(c);
            } else if (asJson || c > 0xff) {
                HEX.toHexDigits(text.append('u'), (byte) (c >> 8));
                HEX.toHexDigits(text, (byte) c);
            } else {
                HEX.toHexDigits(text.append('x'), (byte) c);
            }
        }
        text.append(value, plain, length);
        if (length < value.length()) {
            text.append(CUT);
        }
    }

    private void json(ObservedExchange exchange) {
        text.append("{\"time\":\"")
                .append(Instant.ofEpochMilli(System.currentTimeMillis()))
                .append('"');
        member("server", exchange.origin().serverName());
        member("remote", remote(exchange));
        Request request = exchange.request();
        if (request != null) {
            member("method", request.method());
            member("target", request.target());
            member("protocol", request.version());
            member("host", request.host());
            member("route", request.route());
        } else {
            member("refusedLine", exchange.refusedLine());
        }
        member("refusal", exchange.refusal());
        if (exchange.status() != 0) {
            text.append(",\"status\":").append(exchange.status());
        }
        Framing framing = exchange.framing();
        member("framing", framing == null ? null : framing.tag());
        text.append(",\"bytes\":").append(exchange.bodyBytes());
        text.append(",\"micros\":").append((loop.readClock() - exchange.begunAt()) / 1_000);
        CloseReason ending = exchange.ending();
        member("ending", ending == null ? null : ending.name());
        Throwable failure = exchange.failure();
        member("exception", failure == null ? null : failure.getClass().getName());
        member("referer", header(exchange, "Referer"));
        member("userAgent", header(exchange, "User-Agent"));
        text.append('}');
    }

    private void member(String name, @Nullable String value) {
        if (value == null) {
            return;
        }
        text.append(",\"").append(name).append("\":\"");
        escaped(value, true);
        text.append('"');
    }
}
