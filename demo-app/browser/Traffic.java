import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** The requests, responses and console errors of a tab, from the events of its DevTools. */
final class Traffic implements BiConsumer<String, Object> {
    private final Map<String, Exchange> exchanges = new LinkedHashMap<>();
    private final List<String> complaints = new ArrayList<>();
    private final List<Long> eventIds = new ArrayList<>();
    private boolean loaded;

    /** A request and its response. */
    static final class Exchange {
        final String url;
        final boolean isOfPage;
        int status;
        boolean isFromCache;
        boolean isAnswered;
        String failure = "";
        final Map<String, String> fields = new TreeMap<>();

        Exchange(String url, boolean isOfPage) {
            this.url = url;
            this.isOfPage = isOfPage;
        }

        /** The status that came over the network; {@code cache} if the response came from the cache. */
        String outcome() {
            if (!failure.isEmpty()) {
                return failure;
            }
            return isFromCache ? "cache" : Integer.toString(status);
        }

        private void add(Object headers) {
            if (headers instanceof Map<?, ?> named) {
                named.forEach((name, value) -> fields.put(name.toString().toLowerCase(Locale.ROOT), value.toString()));
            }
        }

        /** A field of the response that came over the network; empty if there was none. */
        String field(String name) {
            return fields.getOrDefault(name, "");
        }
    }

    @Override
    public synchronized void accept(String method, Object event) {
        switch (method) {
            case "Network.requestWillBeSent" -> exchanges.put(
                    Json.text(event, "requestId"),
                    new Exchange(
                            Json.text(event, "request", "url"), !Json.text(event, "type").equals("Other")));
            case "Network.responseReceivedExtraInfo", "Network.responseReceived", "Network.requestServedFromCache",
                    "Network.loadingFailed" -> answered(method, event);
            case "Network.eventSourceMessageReceived" -> eventIds.add(Long.parseLong(Json.text(event, "eventId")));
            case "Page.loadEventFired" -> loaded = true;
            case "Log.entryAdded" -> complaint(Json.text(event, "entry", "level"),
                    Json.text(event, "entry", "text") + " " + Json.text(event, "entry", "url"));
            case "Runtime.consoleAPICalled" -> complaint(Json.text(event, "type"), Json.text(event, "args"));
            case "Runtime.exceptionThrown" -> complaint("error", Json.text(event, "exceptionDetails"));
            default -> { } // many other events are ignored
        }
    }

    private void complaint(String level, String text) {
        if (level.equals("error") || level.equals("assert")) {
            complaints.add(text);
        }
    }

    private void answered(String method, Object event) {
        Exchange exchange = exchanges.get(Json.text(event, "requestId"));
        if (exchange == null) {
            return;
        }
        switch (method) {
            case "Network.responseReceivedExtraInfo" -> {
                exchange.status = (int) Json.number(event, "statusCode"); // this is 304, too, which pages never see
                exchange.fields.clear();
                exchange.add(Json.at(event, "headers"));
            }
            case "Network.responseReceived" -> {
                exchange.isAnswered = true;
                exchange.isFromCache |= Json.text(event, "response", "fromDiskCache").equals("true");
                if (exchange.status == 0) { // the network event comes later, or never if the request is cancelled
                    exchange.status = (int) Json.number(event, "response", "status");
                    exchange.add(Json.at(event, "response", "headers"));
                }
            }
            case "Network.requestServedFromCache" -> exchange.isFromCache = true;
            default -> {
                if (!Json.text(event, "canceled").equals("true")) { // a player cancels when it has enough data
                    exchange.failure = Json.text(event, "errorText");
                }
            }
        }
    }

    /** Clears all records. */
    synchronized void clear() {
        exchanges.clear();
        complaints.clear();
        eventIds.clear();
        loaded = false;
    }

    /** All exchanges that have a response or have failed. */
    synchronized List<Exchange> answered() {
        return exchanges.values().stream()
                .filter(one -> one.isAnswered || !one.failure.isEmpty())
                .toList();
    }

    /** Whether a page and all of its resources have been loaded. */
    synchronized boolean isLoaded() {
        return loaded;
    }

    /** The exchanges of the page whose path has this end. The browser requests the icon for its tab at another time. */
    List<Exchange> answered(String end) {
        return answered().stream()
                .filter(one -> one.isOfPage && one.url.endsWith(end))
                .toList();
    }

    /** The errors on the console. */
    synchronized List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** The ids of the events of event streams. */
    synchronized List<Long> eventIds() {
        return List.copyOf(eventIds);
    }
}
