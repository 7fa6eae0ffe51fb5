import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** A client of the DevTools protocol of a browser: commands for one tab at a time, and the events of that tab. */
final class DevTools implements AutoCloseable, WebSocket.Listener {
    private static final int SECONDS_TO_ANSWER = 60;

    private final StringBuilder incoming = new StringBuilder();
    private final AtomicInteger commands = new AtomicInteger();
    private final Map<Integer, CompletableFuture<Object>> open = new ConcurrentHashMap<>();
    private final WebSocket socket;
    private String tab = "";
    private volatile String session = "";
    private volatile BiConsumer<String, Object> events = (method, parameters) -> {};

    DevTools(URI address) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address, this)
                .join();
    }

    /**
     * Closes the tab and opens a new tab. Later commands are for the new tab.
     *
     * @param listener gets the method and the parameters of each event, one event after the other
     */
    void openTab(BiConsumer<String, Object> listener) throws IOException {
        session = "";
        events = (method, parameters) -> {};
        if (!tab.isEmpty()) {
            command("Target.closeTarget", "{\"targetId\":" + Json.quoted(tab) + "}");
        }
        tab = Json.text(command("Target.createTarget", "{\"url\":\"about:blank\"}"), "targetId");
        session = Json.text(
                command("Target.attachToTarget", "{\"targetId\":" + Json.quoted(tab) + ",\"flatten\":true}"),
                "sessionId");
        events = listener;
        for (String domain : new String[] {"Page", "Network", "Runtime", "Log"}) {
            command(domain + ".enable", "{}");
        }
    }

    /**
     * Runs a command.
     *
     * @param parameters a JSON object
     * @return the result of the command
     */
    Object command(String method, String parameters) throws IOException {
        int id = commands.incrementAndGet();
        CompletableFuture<Object> answer = new CompletableFuture<>();
        open.put(id, answer);
        String inTab = session.isEmpty() ? "" : ",\"sessionId\":" + Json.quoted(session);
        String message = "{\"id\":" + id + ",\"method\":" + Json.quoted(method) + ",\"params\":" + parameters + inTab;
        socket.sendText(message + "}", true).join();
        try {
            return answer.get(SECONDS_TO_ANSWER, TimeUnit.SECONDS);
        } catch (ExecutionException refused) {
            throw new IOException(method + ": " + refused.getCause().getMessage(), refused);
        } catch (TimeoutException silent) {
            throw new IOException(method + " got no response within " + SECONDS_TO_ANSWER + " s", silent);
        } catch (InterruptedException stop) {
            throw new IOException("interrupted", stop);
        }
    }

    /**
     * The value of a JavaScript expression. If the value is a promise, its result is awaited. An exception in the page
     * is thrown here.
     */
    Object evaluate(String expression) throws IOException {
        Object answer = command(
                "Runtime.evaluate",
                "{\"expression\":" + Json.quoted(expression)
                        + ",\"awaitPromise\":true,\"returnByValue\":true,\"userGesture\":true}");
        if (Json.at(answer, "exceptionDetails") != null) {
            throw new IOException("In the page: " + Json.text(answer, "exceptionDetails"));
        }
        return Json.at(answer, "result", "value");
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
        incoming.append(text);
        if (last) {
            Object message = Json.read(incoming.toString());
            incoming.setLength(0);
            receive(message);
        }
        from.request(1);
        return null;
    }

    private void receive(Object message) {
        if (Json.at(message, "id") == null) {
            if (session.equals(Json.text(message, "sessionId"))) {
                events.accept(Json.text(message, "method"), Json.at(message, "params"));
            }
            return;
        }
        CompletableFuture<Object> answer = open.remove((int) Json.number(message, "id"));
        if (answer == null) {
            return;
        }
        if (Json.at(message, "error") != null) {
            answer.completeExceptionally(new IOException(Json.text(message, "error", "message")));
        } else {
            answer.complete(Json.at(message, "result"));
        }
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        open.values().forEach(answer -> answer.completeExceptionally(error));
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        onError(from, new IOException("The browser closed the connection"));
        return null;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
