package org.kamaelia.http.server;

import java.util.function.Consumer;
import org.kamaelia.http.exchange.HttpObserver;
import org.kamaelia.net.loop.EventLoop;

/**
 * Writes one line for each request of a server, including refused requests. The line is written when the response has
 * ended:
 *
 * <pre>{@code
 * AccessLog log = new AccessLog("public", AccessLogFormat.COMBINED, System.out::println);
 * HttpStatistics statistics = new HttpStatistics();
 * statistics.observe(log);
 * SimpleServer.of(() -> new HttpServer(HttpSetup.of(routes).statistics(statistics))) ...
 * }</pre>
 *
 * <p>The event loops format the lines. A separate thread of this log calls the sink. By default at most
 * {@value #DEFAULT_LINES} lines wait for the sink, and always at most 4 Mi characters. Further lines are dropped and
 * counted, so a slow or blocked sink loses lines but does not delay requests. Thread-safe.
 */
public final class AccessLog implements HttpObserver, AutoCloseable {
    /** The default limit of waiting lines. */
    public static final int DEFAULT_LINES = 8_192;

    private final AccessLogFormat format;
    private final LineQueue lines;

    /**
     * Makes a log with the default limit, and starts its thread.
     *
     * @param name the name of the log, for its thread and for warnings
     * @param sink takes one line at a time, without a line separator; may block
     */
    public AccessLog(String name, AccessLogFormat format, Consumer<? super String> sink) {
        this(name, format, sink, DEFAULT_LINES);
    }

    /**
     * Makes a log with another limit, and starts its thread.
     *
     * @param most the most lines that wait, at least 1
     */
    public AccessLog(String name, AccessLogFormat format, Consumer<? super String> sink, int most) {
        this.format = format;
        this.lines = new LineQueue(name, sink, most);
    }

    @Override
    public OnLoop on(EventLoop loop) {
        return new AccessLines(format, loop, lines);
    }

    /** The number of lines that the sink has taken. */
    public long written() {
        return lines.written();
    }

    /** The number of lines that were lost because too many lines waited or the sink threw an exception. */
    public long dropped() {
        return lines.dropped();
    }

    /** Waits up to 5 s until the sink has taken the waiting lines, and ends the thread. Later lines are dropped. */
    @Override
    public void close() {
        lines.close();
    }
}
