package org.kamaelia.http.server;

import java.util.function.Consumer;
import org.kamaelia.http.exchange.HttpObserver;
import org.kamaelia.net.loop.EventLoop;

/**
 * A line for each request of a server, refused ones included, written when its answer has ended:
 *
 * <pre>{@code
 * AccessLog log = new AccessLog("public", AccessLogFormat.COMBINED, System.out::println);
 * HttpStatistics statistics = new HttpStatistics();
 * statistics.observe(log);
 * SimpleServer.of(() -> new HttpServer(HttpSetup.of(routes).statistics(statistics))) ...
 * }</pre>
 *
 * <p>Lines are made on the event loops and handed to a thread of this log, which alone calls the sink. At most
 * {@value #DEFAULT_LINES} lines of 4 Mi characters together wait for it, unless set otherwise; past that lines are
 * dropped and counted, so that a sink that is slow or blocked costs lines and not requests. Thread-safe.
 */
public final class AccessLog implements HttpObserver, AutoCloseable {
    /** Lines that may wait. */
    public static final int DEFAULT_LINES = 8_192;

    private final AccessLogFormat format;
    private final LineQueue lines;

    /**
     * A log.
     *
     * @param name names its thread, and the log in warnings
     * @param sink takes one line at a time, without its end; may block
     */
    public AccessLog(String name, AccessLogFormat format, Consumer<? super String> sink) {
        this(name, format, sink, DEFAULT_LINES);
    }

    /**
     * The same with another bound.
     *
     * @param most lines that may wait, at least 1
     */
    public AccessLog(String name, AccessLogFormat format, Consumer<? super String> sink, int most) {
        this.format = format;
        this.lines = new LineQueue(name, sink, most);
    }

    @Override
    public OnLoop on(EventLoop loop) {
        return new AccessLines(format, loop, lines);
    }

    /** Lines that the sink has taken. */
    public long written() {
        return lines.written();
    }

    /** Lines that were lost because too many waited, or because the sink threw. */
    public long dropped() {
        return lines.dropped();
    }

    /** Lets the sink take what waits, for 5 s at the most, and ends the thread. Lines that come later are dropped. */
    @Override
    public void close() {
        lines.close();
    }
}
