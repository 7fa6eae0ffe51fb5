package org.kamaelia.http.websocket;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the WebSockets of all servers that share these statistics, by the name of the server. Thread-safe.
 */
public final class WebSocketStatistics {
    private static final WebSocketStatistics SHARED = new WebSocketStatistics();

    private static final List<Integer> CODES =
            List.of(1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4000);

    private final Map<String, Server> servers = new ConcurrentHashMap<>();

    /** Makes statistics with all counters at 0. */
    public WebSocketStatistics() {}

    /** The statistics of all WebSockets whose settings name no others. */
    public static WebSocketStatistics shared() {
        return SHARED;
    }

    /** The codes that {@link Server#closes(int)} counts: those of the protocol, and 3000 and 4000 for their ranges. */
    public static List<Integer> codes() {
        return CODES;
    }

    /** Returns the counters of a server, by its name. */
    public Server of(String serverName) {
        Server known = servers.get(serverName);
        return known != null ? known : servers.computeIfAbsent(serverName, name -> new Server());
    }

    /** The counters of one server. */
    public static final class Server {
        private final LongAdder opened = new LongAdder();
        private final LongAdder closed = new LongAdder();
        private final LongAdder messagesReceived = new LongAdder();
        private final LongAdder bytesReceived = new LongAdder();
        private final LongAdder messagesSent = new LongAdder();
        private final LongAdder bytesSent = new LongAdder();
        private final Map<Integer, LongAdder> closes = new ConcurrentHashMap<>();

        private Server() {}

        void opened() {
            opened.increment();
        }

        void closed(int code) {
            closed.increment();
            closes.computeIfAbsent(kindOf(code), key -> new LongAdder()).increment();
        }

        /** A code of the protocol as it is; 3000 and 4000 for the ranges that applications choose from. */
        private static int kindOf(int code) {
            return code < 3000 ? code : code / 1000 * 1000;
        }

        void received(boolean isLast, int bytes) {
            if (isLast) {
                messagesReceived.increment();
            }
            bytesReceived.add(bytes);
        }

        void sent(boolean isLast, int bytes) {
            if (isLast) {
                messagesSent.increment();
            }
            bytesSent.add(bytes);
        }

        /** The WebSockets that are open now. */
        public long open() {
            return Math.max(0, opened.sum() - closed.sum());
        }

        /** The WebSockets that were opened so far. */
        public long openedInAll() {
            return opened.sum();
        }

        /** The messages that were received. */
        public long messagesReceived() {
            return messagesReceived.sum();
        }

        /** The bytes of the messages that were received, after they were decompressed. */
        public long bytesReceived() {
            return bytesReceived.sum();
        }

        /** The messages that were sent. */
        public long messagesSent() {
            return messagesSent.sum();
        }

        /** The bytes of the messages that were sent, before they were compressed. */
        public long bytesSent() {
            return bytesSent.sum();
        }

        /** How often WebSockets ended with this code, or with a code of its range. */
        public long closes(int code) {
            LongAdder sum = closes.get(code);
            return sum == null ? 0 : sum.sum();
        }

        /**
         * How often WebSockets ended with each code of RFC 6455 section 7.4. 1006 stands for a connection that broke, 3000
         * and 4000 for all codes of their range.
         */
        public Map<Integer, Long> closes() {
            Map<Integer, Long> sums = new TreeMap<>();
            closes.forEach((code, sum) -> sums.put(code, sum.sum()));
            return sums;
        }
    }
}
