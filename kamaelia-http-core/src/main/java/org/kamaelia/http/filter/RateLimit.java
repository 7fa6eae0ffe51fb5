package org.kamaelia.http.filter;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.StatusException;

/**
 * Limits how many requests each client may send: a number of requests at once, which is restored evenly over a time.
 * A request past the limit gets 429 with Retry-After (RFC 6585 section 4). Every response of a limited request has the
 * fields {@code RateLimit-Policy} and {@code RateLimit} (draft-ietf-httpapi-ratelimit-headers).
 *
 * <pre>{@code
 * RateLimit.of(100, Duration.ofMinutes(1))                                      // for each address
 * RateLimit.of(5, Duration.ofMinutes(1)).by(request -> request.header("X-Api-Key"))
 * }</pre>
 *
 * <p>The memory is fixed: 16 bytes for each client, 65,536 clients by default. If there are more clients at once, the one
 * that has sent no request for longest is forgotten, so it may send its full number again. Thread-safe without locks, so
 * that a few requests more may pass when several event loops count for one client at the same moment.
 */
public final class RateLimit implements HttpFilter {
    private static final int CLIENTS = 65_536;

    private final int requests;
    private final Duration time;
    private final int clients;
    private final LongSupplier clock;
    private final Function<? super Request, ? extends @Nullable String> keys;
    private final RateTable table;

    private RateLimit(
            int requests,
            Duration time,
            int clients,
            LongSupplier clock,
            Function<? super Request, ? extends @Nullable String> keys) {
        if (requests < 1 || time.toNanos() < requests) {
            throw new IllegalArgumentException(
                    "A rate is at least 1 request in a positive time, not " + requests + " in " + time);
        }
        this.requests = requests;
        this.time = time;
        this.clients = clients;
        this.clock = clock;
        this.keys = keys;
        this.table = new RateTable(clients, requests, time.toNanos());
    }

    /**
     * Limits the requests of each client address: an IPv4 address, or the first 64 bits of an IPv6 address. Behind
     * proxies this is the address that trusted proxies report.
     *
     * @param requests the most requests at once, at least 1
     * @param time the time after which that number of requests is restored
     */
    public static RateLimit of(int requests, Duration time) {
        return new RateLimit(requests, time, CLIENTS, System::nanoTime, RateLimit::address);
    }

    /**
     * Returns a copy that limits by another key.
     *
     * @param key returns the key of a request; null for a request without limit. It must not block
     */
    public RateLimit by(Function<? super Request, ? extends @Nullable String> key) {
        return new RateLimit(requests, time, clients, clock, key);
    }

    /**
     * Returns a copy that remembers another number of clients.
     *
     * @param most 1 to 16,777,216; rounded up to a power of two of at least 4
     */
    public RateLimit clients(int most) {
        return new RateLimit(requests, time, most, clock, keys);
    }

    /** Returns a copy with another clock in nanoseconds, for tests. */
    RateLimit clock(LongSupplier nanos) {
        return new RateLimit(requests, time, clients, nanos, keys);
    }

    private static @Nullable String address(Request request) {
        SocketAddress address = request.remoteAddress();
        if (!(address instanceof InetSocketAddress internet) || internet.getAddress() == null) {
            return address == null ? null : address.toString();
        }
        byte[] octets = internet.getAddress().getAddress();
        boolean isLong = internet.getAddress() instanceof Inet6Address;
        return HexFormat.of().formatHex(isLong ? Arrays.copyOf(octets, 8) : octets);
    }

    @Override
    public Reply filter(Request request, HandlerFactory next) {
        String key = keys.apply(request);
        if (key == null) {
            return next.reply(request);
        }
        long left = table.take(key, clock.getAsLong()); // the requests that are left; a wait if negative
        long seconds = left >= 0 ? 0 : Math.max(1, (-left + 999_999_999) / 1_000_000_000);
        String policy = "\"default\";q=" + requests + ";w=" + Math.max(1, time.toSeconds());
        String state = "\"default\";r=" + Math.max(0, left) + (left >= 0 ? "" : ";t=" + seconds);
        request.mapResponse(
                response -> response.replaceHeader("RateLimit-Policy", policy).replaceHeader("RateLimit", state));
        if (left >= 0) {
            return next.reply(request);
        }
        throw new StatusException(429, "Too many requests; try again in " + seconds + " s")
                .header("Retry-After", String.valueOf(seconds))
                .overload();
    }

    @Override
    public boolean mayGuard(String path) {
        return false;
    }
}
