package org.kamaelia.http.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.testing.Eventually.eventually;
import static org.kamaelia.testing.RawClient.head;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.net.proxy.AddressRanges;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;
import org.kamaelia.testing.TestServer;

@DisplayName("Server-sent events, HTML standard 9.2")
class EventStreamTest {
    private static final EventStream.Settings DEFAULTS = EventStream.Settings.defaults();

    private static Event numbered(int number) {
        return new Event(String.valueOf(number), null, "e" + number);
    }

    private static String sent(int number) {
        return "id: " + number + "\ndata: e" + number + "\n\n";
    }

    @Test
    @DisplayName("the response is a stream that no cache keeps, and begins at once")
    void responseIsAnUncachedStreamThatBeginsAtOnce() {
        try (EventStream stream = EventStream.with(DEFAULTS.times(Duration.ofSeconds(15), Duration.ofSeconds(2)));
                TestServer server = TestServer.serve(stream)) {
            RawClient client = server.client().send(head("GET / HTTP/1.1", "Host: h"));
            assertThat(client.responseHead().raw())
                    .isEqualTo(
                            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nDate: *\r\n"
                                    + "Transfer-Encoding: chunked\r\n\r\n");
            assertThat(new String(client.read(20), ISO_8859_1))
                    .isEqualTo("f\r\nretry: 2000\n:\n\n\r\n".substring(0, 20));
        }
    }

    @Test
    @DisplayName("an event reaches all subscribers, in lines of id, event and data, 9.2.5")
    void eventReachesAllSubscribersAsIdEventAndData() {
        try (EventStream stream = EventStream.with(DEFAULTS);
                TestServer server = TestServer.serve(stream)) {
            List<EventReader> readers = IntStream.range(0, 5)
                    .mapToObj(i -> new EventReader(server.client()).begun())
                    .toList();
            eventually(() -> assertThat(stream.subscribers()).isEqualTo(5));
            String first = stream.publish(Event.of("one\ntwo\r\nthree\rfour\n"));
            String second = stream.publish(Event.of("price", "42"));
            stream.publish(new Event("own", "price", ""));
            String expected = "id: " + first + "\ndata: one\ndata: two\ndata: three\ndata: four\ndata: \n\nid: "
                    + second + "\nevent: price\ndata: 42\n\nid: own\nevent: price\ndata: \n\n";
            assertThat(readers)
                    .allSatisfy(
                            reader -> assertThat(reader.next(expected.length())).isEqualTo(expected));
            assertThat(second).isNotEqualTo(first);
        }
    }

    @Test
    @DisplayName("a client that comes back goes on behind its Last-Event-ID, or with the oldest that is kept, 9.2.4")
    void returningClientGoesOnBehindItsLastEventId() {
        try (EventStream stream = EventStream.with(DEFAULTS.keeping(4, 100));
                TestServer server = TestServer.serve(stream)) {
            IntStream.rangeClosed(1, 10).forEach(i -> stream.publish(numbered(i)));
            String last = sent(9) + sent(10);
            assertThat(new EventReader(server.client(), "Last-Event-ID: 8")
                            .begun()
                            .next(last.length()))
                    .isEqualTo(last);
            String all = sent(7) + sent(8) + last;
            assertThat(new EventReader(server.client(), "Last-Event-ID: 2")
                            .begun()
                            .next(all.length()))
                    .isEqualTo(all);
            assertThat(new EventReader(server.client(), "Last-Event-ID: other")
                            .begun()
                            .next(all.length()))
                    .isEqualTo(all);
            EventReader upToDate = new EventReader(server.client(), "Last-Event-ID: 10").begun();
            EventReader fresh = new EventReader(server.client()).begun();
            eventually(() -> assertThat(stream.subscribers()).isEqualTo(5));
            stream.publish(numbered(11));
            assertThat(upToDate.next(sent(11).length())).isEqualTo(sent(11));
            assertThat(fresh.next(sent(11).length())).isEqualTo(sent(11));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"caf\u00e9", "\u20ac 42", "\u4e2d\u6587", "\ud83d\ude00", "a\tb c", "\ufeffx", "\u0085", "a:b"})
    @DisplayName("an id beyond ASCII comes back in UTF-8 and is known again, 9.2.4")
    void idBeyondAsciiComesBackInUtf8AndIsKnown(String id) {
        try (EventStream stream = EventStream.with(DEFAULTS);
                TestServer server = TestServer.serve(stream)) {
            stream.publish(numbered(1));
            stream.publish(new Event(id, null, "known"));
            stream.publish(numbered(2));
            String octets = new String(id.getBytes(UTF_8), ISO_8859_1);
            EventReader back = new EventReader(server.client(), "Last-Event-ID: " + octets).begun();
            assertThat(back.next(sent(2).length())).isEqualTo(sent(2));
            String all = sent(1) + "id: " + octets + "\ndata: known\n\n";
            EventReader unknown = new EventReader(server.client(), "Last-Event-ID: none").begun();
            assertThat(unknown.next(all.length())).isEqualTo(all);
        }
    }

    @Test
    @DisplayName("an id that a client sends back in ISO-8859-1 is known as well")
    void idSentBackInLatin1IsKnown() {
        try (EventStream stream = EventStream.with(DEFAULTS);
                TestServer server = TestServer.serve(stream)) {
            stream.publish(new Event("caf\u00e9", null, "known"));
            stream.publish(numbered(2));
            EventReader back = new EventReader(server.client(), "Last-Event-ID: caf\u00e9").begun();
            assertThat(back.next(sent(2).length())).isEqualTo(sent(2));
        }
    }

    @Test
    @DisplayName("a client whose id is empty is new, even if it sends an empty Last-Event-ID, 9.2.4")
    void clientWithAnEmptyIdIsNew() {
        try (EventStream stream = EventStream.with(DEFAULTS.history(1));
                TestServer server = TestServer.serve(stream)) {
            stream.publish(new Event("", null, "e1"));
            stream.publish(numbered(2));
            EventReader fresh = new EventReader(server.client(), "Last-Event-ID:").begun();
            assertThat(fresh.next(sent(2).length())).isEqualTo(sent(2));
        }
    }

    @Test
    @DisplayName("a new client begins with as much history as the stream says")
    void newClientBeginsWithTheConfiguredHistory() {
        try (EventStream stream = EventStream.with(DEFAULTS.history(2));
                TestServer server = TestServer.serve(stream)) {
            IntStream.rangeClosed(1, 5).forEach(i -> stream.publish(numbered(i)));
            String expected = sent(4) + sent(5);
            assertThat(new EventReader(server.client()).begun().next(expected.length()))
                    .isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("a slow subscriber misses the oldest events, is told how many, and costs no memory")
    void slowSubscriberMissesTheOldestEvents() {
        EventStream stream = EventStream.with(DEFAULTS.keeping(8, 70_000));
        try (TestServer server = TestServer.with(stream).loops(1).start()) {
            EventReader slow = new EventReader(server.client(4_096)).begun();
            eventually(() -> assertThat(stream.subscribers()).isEqualTo(1));
            flood(stream, server);
            assertThat(server.queuedBytes()).isLessThan(256 * 1024);
            stream.close();
            String rest = slow.rest();
            assertThat(rest)
                    .containsPattern(": \\d+ events were missed\nid: \\d+\n")
                    .endsWith("x\n\n");
            assertThat(rest).contains("id: 400\n");
        }
    }

    @Test
    @DisplayName("a slow subscriber is disconnected if the stream says so")
    void slowSubscriberIsDisconnectedIfTheStreamSaysSo() {
        try (EventStream stream = EventStream.with(DEFAULTS.keeping(8, 70_000).slow(EventStream.Slow.DISCONNECT));
                TestServer server = TestServer.with(stream).loops(1).start()) {
            EventReader slow = new EventReader(server.client(4_096)).begun();
            eventually(() -> assertThat(stream.subscribers()).isEqualTo(1));
            flood(stream, server);
            assertThat(slow.rest()).contains("id: 1\n").doesNotContain("missed").doesNotContain("id: 400\n");
            eventually(() -> assertThat(stream.subscribers()).isZero());
        }
    }

    /** More than the buffers of the kernel hold. */
    private static void flood(EventStream stream, TestServer server) {
        String large = "x".repeat(60_000);
        for (int i = 1; i <= 400; i++) {
            stream.publish(new Event(String.valueOf(i), null, large));
            server.settle();
        }
    }

    @Test
    @DisplayName("a comment is sent while there is no event, so that the connection is not taken for dead")
    void commentIsSentWhenNothingElseIs() {
        try (EventStream stream = EventStream.with(DEFAULTS.times(Duration.ofMillis(20), null));
                TestServer server = TestServer.serve(stream)) {
            assertThat(new EventReader(server.client()).begun().next(9)).isEqualTo(":\n\n:\n\n:\n\n");
        }
    }

    @Test
    @DisplayName("closing ends all responses, and clients that come later are told not to come back, 9.2.3")
    void closingEndsAllResponsesAndRefusesLaterClients() {
        EventStream stream = EventStream.with(DEFAULTS);
        try (TestServer server = TestServer.serve(stream)) {
            RawClient client = server.client();
            EventReader reader = new EventReader(client).begun();
            eventually(() -> assertThat(stream.subscribers()).isEqualTo(1));
            stream.publish(numbered(1));
            stream.close();
            assertThat(reader.rest()).isEqualTo(sent(1));
            client.read(2);
            assertThat(client.send(head("GET / HTTP/1.1", "Host: h")).response().status())
                    .isEqualTo(204);
        }
    }

    @Test
    @DisplayName("too many subscribers are refused with 503, and one that leaves makes room")
    void tooManySubscribersAreRefusedWith503() {
        try (EventStream stream = EventStream.with(DEFAULTS.subscribers(1));
                TestServer server = TestServer.serve(stream)) {
            RawClient first = server.client();
            new EventReader(first).begun();
            RawClient second = server.client();
            RawResponse refused = second.send(head("GET / HTTP/1.1", "Host: h")).response();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.field("Retry-After")).isEqualTo("5");
            first.reset();
            eventually(() -> assertThat(stream.subscribers()).isZero());
            new EventReader(second).begun();
        }
    }

    @Test
    @DisplayName("one client has so many places, by default three quarters of them, and past them gets 503")
    void subscribersOfOneClientLeavePlacesToOthers() {
        try (EventStream stream = EventStream.with(DEFAULTS.subscribersEach(1));
                TestServer server = TestServer.with(stream)
                        .server(one -> one.proxyProtocol(AddressRanges.of(List.of("127.0.0.1"))))
                        .start()) {
            String attacker = "PROXY TCP4 192.0.2.7 192.0.2.1 4711 443\r\n";
            String request = head("GET / HTTP/1.1", "Host: h");
            RawClient first = server.client().send(attacker);
            new EventReader(first).begun();
            RawResponse refused = server.client().send(attacker + request).response();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.field("Retry-After")).isEqualTo("5");
            new EventReader(server.client().send("PROXY TCP4 192.0.2.8 192.0.2.1 4711 443\r\n")).begun();
            first.reset();
            eventually(() -> assertThat(stream.subscribers()).isEqualTo(1));
            new EventReader(server.client().send(attacker)).begun();
        }
    }

    @Test
    @DisplayName("any thread may publish, and every subscriber gets all events once and in one order")
    void anyThreadMayPublishInOneOrder() throws Exception {
        EventStream stream = EventStream.with(DEFAULTS.keeping(10_000, 1_000));
        try (TestServer server = TestServer.serve(stream)) {
            List<EventReader> readers = IntStream.range(0, 3)
                    .mapToObj(i -> new EventReader(server.client()).begun())
                    .toList();
            eventually(() -> assertThat(stream.subscribers()).isEqualTo(3));
            List<Thread> publishers = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                Thread publisher =
                        new Thread(() -> IntStream.range(0, 500).forEach(i -> stream.publish(Event.of("e"))));
                publishers.add(publisher);
                publisher.start();
            }
            for (Thread publisher : publishers) {
                publisher.join();
            }
            stream.close();
            String first = readers.get(0).rest();
            assertThat(first.split("\n\n")).hasSize(2_000);
            String[] ids = first.lines().filter(line -> line.startsWith("id: ")).toArray(String[]::new);
            for (int i = 0; i < ids.length; i++) {
                assertThat(ids[i]).endsWith("-" + (i + 1));
            }
            assertThat(readers.get(1).rest()).isEqualTo(first);
            assertThat(readers.get(2).rest()).isEqualTo(first);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\nb",
                "a\rb",
                "a\0",
                "\u0001",
                "a\u001bb",
                "a\u007f",
                " a",
                "a ",
                "\ta",
                "a\t",
                "\ud83d",
                "\ude00x"
            })
    @DisplayName("an id that no field value can carry back unchanged is refused, RFC 9110 5.5")
    void idThatCannotComeBackInAFieldIsRefused(String id) {
        assertThatThrownBy(() -> new Event(id, null, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Last-Event-ID");
    }

    @Test
    @DisplayName("an id may be as long as a field that every server accepts, and no longer")
    void idIsAsLongAsAFieldThatEveryServerTakes() {
        String most = "\u00e9".repeat(Event.LONGEST_ID / 2);
        assertThat(new Event(most, null, "").id()).isEqualTo(most);
        assertThatThrownBy(() -> new Event(most + "x", null, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1024");
    }

    @Test
    @DisplayName("data is UTF-8, including byte order marks, and other line ends of Unicode divide no lines, 9.2.5")
    void dataIsUtf8AndUnicodeLineEndsDivideNoLines() {
        assertThat(new String(Event.of("\ufeffa\u2028b\u0085\u00e9").encoded("1"), UTF_8))
                .isEqualTo("id: 1\ndata: \ufeffa\u2028b\u0085\u00e9\n\n");
        assertThat(new String(Event.of(" price", " 42").encoded("1"), UTF_8))
                .isEqualTo("id: 1\nevent:  price\ndata:  42\n\n");
    }

    @Test
    @DisplayName("times that no clock of a loop can hold are refused when the settings are made")
    void timesTooLongForTheClockAreRefused() {
        Duration ages = Duration.ofSeconds(Long.MAX_VALUE);
        assertThatThrownBy(() -> DEFAULTS.times(ages, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DEFAULTS.times(Duration.ofSeconds(1), ages))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DEFAULTS.stopGrace(ages)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("events that would break the stream, or are too large, are refused")
    void eventsThatWouldBreakTheStreamAreRefused() {
        assertThatThrownBy(() -> Event.of("a\rb", "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Event.of("a\nb", "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Event.of("\ud83d", "")).isInstanceOf(IllegalArgumentException.class);
        try (EventStream stream = EventStream.with(DEFAULTS.keeping(1, 20))) {
            assertThatThrownBy(() -> stream.publish(Event.of("x".repeat(20))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(stream.newest()).isZero();
        }
    }
}
