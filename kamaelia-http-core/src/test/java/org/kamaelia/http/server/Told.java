package org.kamaelia.http.server;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.kamaelia.http.Request;
import org.kamaelia.http.exchange.HttpObserver;
import org.kamaelia.http.exchange.ObservedExchange;
import org.kamaelia.net.loop.EventLoop;

/** An observer that writes down what it is told, a line for each call. Thread-safe. */
final class Told implements HttpObserver {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public OnLoop on(EventLoop loop) {
        return new OnLoop() {
            @Override
            public void begun(ObservedExchange exchange) {
                lines.add("begun " + exchange.request() + " " + exchange.status());
            }

            @Override
            public void ended(ObservedExchange exchange) {
                lines.add(line(exchange));
                if (exchange.begunAt() > loop.readClock() || exchange.origin() == null) {
                    lines.add("wrong time or origin");
                }
            }
        };
    }

    private static String line(ObservedExchange exchange) {
        Request request = exchange.request();
        Throwable failure = exchange.failure();
        return String.join(
                " ",
                "ended",
                request == null ? "none" : request.method() + " " + request.route(),
                Integer.toString(exchange.status()),
                String.valueOf(exchange.framing()),
                Long.toString(exchange.bodyBytes()),
                String.valueOf(exchange.ending()),
                failure == null ? "-" : failure.getClass().getSimpleName());
    }

    List<String> lines() {
        return lines;
    }

    /** What it was told of ends. */
    List<String> ends() {
        return lines.stream().filter(line -> line.startsWith("ended ")).toList();
    }
}
