package org.kamaelia.http.content;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Broadcast;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;
import org.kamaelia.net.transport.ClientKey;
import org.kamaelia.net.transport.ClientPlaces;

/**
 * Sends events to any number of browsers and programs as they happen: server-sent events (HTML standard, section 9.2).
 *
 * <pre>{@code
 * EventStream prices = EventStream.with(EventStream.Settings.defaults());
 * ResourceGlue.of().at("/prices", "GET", prices);
 * prices.publish(Event.of("price", "42"));              // on any thread
 * }</pre>
 *
 * <p>The latest events are kept once, for all subscribers, in a ring. Each subscriber remembers how far it has read, so a
 * slow subscriber costs no memory. If events that it has not read are overwritten, it continues with the oldest event that
 * is kept, or is disconnected, as the settings say. A client that comes back with Last-Event-ID continues behind that
 * event. If that event is no longer kept, the client begins with the oldest that is.
 *
 * <p>Thread-safe. Publishing takes a lock that only other publishers take, and waits for no subscriber. A response ends when
 * its client leaves or closes its sending side, shortly after its server has begun to stop, and with {@link #close}.
 */
public final class EventStream implements HandlerFactory, AutoCloseable {
    private final Settings settings;
    private final Broadcast<Kept> events;
    private final ClientPlaces places;
    private final String run = Long.toString(System.currentTimeMillis(), 36) + '-';

    /** An event that is kept. */
    record Kept(String id, byte[] encoded) {}

    /**
     * What happens to a subscriber when an event that it has not read is no longer kept. Where it misses events, a comment
     * tells how many.
     */
    public enum Slow {
        /** It continues with the oldest event that is kept. */
        DROP_OLDEST(Broadcast.Slow.DROP_OLDEST),
        /** It misses all that is published until there is room, and continues with the next event. */
        DROP_NEWEST(Broadcast.Slow.DROP_NEWEST),
        /** It continues with the latest event. */
        SKIP_TO_LATEST(Broadcast.Slow.SKIP_TO_LATEST),
        /** Its response ends when an event that it has not read is overwritten. It may come back with its Last-Event-ID. */
        DISCONNECT(Broadcast.Slow.CLOSE);

        private final Broadcast.Slow policy;

        Slow(Broadcast.Slow policy) {
            this.policy = policy;
        }
    }

    /**
     * How a stream behaves. Immutable; begin with {@link #defaults()}.
     *
     * @param kept events that are kept, and so the most that a subscriber may be behind; at least 1
     * @param largest bytes of an event as it is sent, at least 1; a larger event is refused
     * @param subscribers the most subscribers at once, at least 1; 503 past it
     * @param history how many of the kept events a new subscriber begins with; at least 0
     * @param slow what happens to a subscriber that is too far behind
     * @param heartbeat time without an event after which a comment is sent, so that no proxy takes the connection for dead,
     *     and a client that has gone is noticed; more than 0
     * @param retry how long a client waits before it comes back, in whole milliseconds; null leaves it to the client
     * @param stopGrace how long events are still sent after the server has begun to stop; then the response ends
     * @param subscribersEach the most subscribers of one client, a client being an IPv4 address or 64 bits of an IPv6
     *     address, as trusted proxies report it; 503 past it. 0 for a {@link org.kamaelia.axon.FairShare}: three quarters of
     *     all while it is alone, and less while others have many
     */
    public record Settings(
            int kept,
            int largest,
            int subscribers,
            int history,
            Slow slow,
            Duration heartbeat,
            @Nullable Duration retry,
            Duration stopGrace,
            int subscribersEach) {
        private static final Duration LONGEST = Duration.ofDays(36_500);
        private static final Settings DEFAULTS = new Settings(
                256, 64 * 1024, 1_024, 0, Slow.DROP_OLDEST, Duration.ofSeconds(15), null, Duration.ofSeconds(1));

        /** Checks the settings. */
        public Settings {
            if (kept < 1 || largest < 1 || subscribers < 1 || history < 0 || subscribersEach < 0) {
                throw new IllegalArgumentException(
                        "kept, largest and subscribers are at least 1 and history and subscribersEach at least 0,"
                                + " not " + kept + ", " + largest + ", " + subscribers + ", " + history + " and "
                                + subscribersEach);
            }
            if (stopGrace.isNegative()) {
                throw new IllegalArgumentException("stopGrace is no negative time, not " + stopGrace);
            }
            if (heartbeat.isNegative() || heartbeat.isZero() || retry != null && retry.isNegative()) {
                throw new IllegalArgumentException(
                        "heartbeat is a positive time and retry at least 0, not " + heartbeat + " and " + retry);
            }
            for (Duration time : new @Nullable Duration[] {heartbeat, retry, stopGrace}) {
                if (time != null && time.compareTo(LONGEST) > 0) {
                    throw new IllegalArgumentException(
                            "heartbeat, retry and stopGrace are at most " + LONGEST.toDays() + " days, not " + time);
                }
            }
        }

        /** Settings with the default share of subscribers for each client. */
        public Settings(
                int kept,
                int largest,
                int subscribers,
                int history,
                Slow slow,
                Duration heartbeat,
                @Nullable Duration retry,
                Duration stopGrace) {
            this(kept, largest, subscribers, history, slow, heartbeat, retry, stopGrace, 0);
        }

        /**
         * 256 events of 64 KiB at the most, 1,024 subscribers, of which each client may be a fair share, no history, the
         * oldest dropped, a comment every 15 s, 1 s when a server stops.
         */
        public static Settings defaults() {
            return DEFAULTS;
        }

        /** The same with another number of kept events, and other bytes of the largest event. */
        public Settings keeping(int events, int bytes) {
            return new Settings(
                    events, bytes, subscribers, history, slow, heartbeat, retry, stopGrace, subscribersEach);
        }

        /** The same for another number of subscribers at once. */
        public Settings subscribers(int most) {
            return new Settings(kept, largest, most, history, slow, heartbeat, retry, stopGrace, subscribersEach);
        }

        /** The same for another number of subscribers of one client; 0 for a fair share. */
        public Settings subscribersEach(int most) {
            return new Settings(kept, largest, subscribers, history, slow, heartbeat, retry, stopGrace, most);
        }

        /** The same with so many events for a new subscriber. */
        public Settings history(int events) {
            return new Settings(kept, largest, subscribers, events, slow, heartbeat, retry, stopGrace, subscribersEach);
        }

        /** The same with another policy for slow subscribers. */
        public Settings slow(Slow policy) {
            return new Settings(
                    kept, largest, subscribers, history, policy, heartbeat, retry, stopGrace, subscribersEach);
        }

        /** The same with other times. */
        public Settings times(Duration betweenComments, @Nullable Duration beforeComingBack) {
            return new Settings(
                    kept,
                    largest,
                    subscribers,
                    history,
                    slow,
                    betweenComments,
                    beforeComingBack,
                    stopGrace,
                    subscribersEach);
        }

        /** The same with another time for subscribers of a server that stops. */
        public Settings stopGrace(Duration time) {
            return new Settings(kept, largest, subscribers, history, slow, heartbeat, retry, time, subscribersEach);
        }
    }

    private EventStream(Settings settings) {
        this.settings = settings;
        this.events = Broadcast.of(settings.kept(), settings.slow().policy);
        this.places = new ClientPlaces(settings.subscribers(), settings.subscribersEach());
    }

    /** A stream without events and subscribers. */
    public static EventStream with(Settings settings) {
        return new EventStream(settings);
    }

    /**
     * Sends an event to all subscribers. Does not wait for them.
     *
     * @return the id of the event
     * @throws IllegalArgumentException if the event is larger than the settings allow
     */
    public String publish(Event event) {
        return events.publish((long number) -> kept(number, event)).id();
    }

    private Kept kept(long number, Event event) {
        String own = event.id();
        String id = own != null ? own : run + number;
        byte[] encoded = event.encoded(id);
        if (encoded.length > settings.largest()) {
            throw new IllegalArgumentException(
                    "An event has at most " + settings.largest() + " bytes, not " + encoded.length);
        }
        return new Kept(id, encoded);
    }

    /** The number of the newest event; 0 before the first. */
    long newest() {
        return events.newest();
    }

    /**
     * The number of the last event that a client knows.
     *
     * @param id the Last-Event-ID that it sent; null or empty if it is new
     */
    private long known(@Nullable String id) {
        long last = events.newest();
        long forgotten = Math.max(0, last - settings.kept());
        if (id == null || id.isEmpty()) {
            return Math.max(forgotten, last - settings.history());
        }
        for (long number = last; number > forgotten; number--) {
            Kept kept = events.get(number);
            if (kept != null && kept.id().equals(id)) {
                return number;
            }
        }
        return forgotten;
    }

    /** The handler of one subscriber; 503 if there are too many. A closed stream answers 204: then no client comes back. */
    @Override
    public Reply reply(Request request) {
        if (isClosed()) {
            return Response.of(204);
        }
        long client = ClientKey.of(request.remoteAddress());
        if (!places.take(client)) {
            throw tooMany(
                    places.areTaken()
                            ? "Too many clients listen to these events"
                            : "This client listens to these events too many times");
        }
        return new EventStreamHandler(this, settings, client);
    }

    private static StatusException tooMany(String why) {
        return new StatusException(503, why).header("Retry-After", "5").overload();
    }

    Broadcast.Subscription<Kept> subscribe(EventStreamHandler subscriber, @Nullable String lastEventId) {
        return events.subscribe(subscriber, known(lastEventId));
    }

    /** A subscriber of this client has ended. */
    void left(long client) {
        places.giveBack(client);
    }

    /** The number of subscribers now. */
    public int subscribers() {
        return events.subscribers();
    }

    /** Whether {@link #close} was called. */
    public boolean isClosed() {
        return events.isClosed();
    }

    /** Ends all responses, once the events that were published before have been sent. Later subscribers get 204. */
    @Override
    public void close() {
        events.close();
    }
}
