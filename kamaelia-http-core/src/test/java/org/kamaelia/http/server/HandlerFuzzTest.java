package org.kamaelia.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.kamaelia.fuzzing.Trace.check;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.kamaelia.fuzzing.Choices;
import org.kamaelia.fuzzing.FuzzedHandlers;
import org.kamaelia.fuzzing.Script;
import org.kamaelia.net.SimpleServer;
import org.kamaelia.net.memory.MemoryConnection;
import org.kamaelia.testing.ExpectedFailures;

/**
 * Input: three octets for each of two requests (the style of its handler, the length of its body, the size of the first
 * piece), then octets for the script of the first handler, and behind half of them for that of the second. The two
 * requests are under way at once, each filled with an octet of its own, and between them comes a request to a handler
 * that is always right.
 */
@DisplayName("Code of handlers, right and wrong, from right and wrong threads")
@ExtendWith(ExpectedFailures.class)
class HandlerFuzzTest {
    private static int executions;

    /**
     * Starts with the first request: JDK 17 loses fields of records with annotated components if their classes are
     * instrumented after they were loaded ({@code NoSuchFieldError}).
     */
    private static final class Started {
        static final SimpleServer SERVER = SimpleServer.of(() -> new HttpServer(FuzzedHandlers.all()))
                .inMemory()
                .start();
    }

    @AfterAll
    static void stop() {
        Started.SERVER.stop(Duration.ZERO).join();
    }

    /** A request under way. */
    private static final class Client {
        private final MemoryConnection connection = Started.SERVER.connect();
        private final byte mark;
        private final String number;
        private final byte[] request;
        private final int cut;

        Client(int which, byte mark, Choices choices) {
            this.mark = mark;
            this.number = Integer.toString(which);
            String style = choices.oneOf(FuzzedHandlers.STYLES);
            int length = 1 + choices.octet() * 5;
            byte[] head = ("POST " + style + "?" + number
                            + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: " + length + "\r\n\r\n")
                    .getBytes(ISO_8859_1);
            request = Arrays.copyOf(head, head.length + length);
            Arrays.fill(request, head.length, request.length, mark);
            cut = head.length + choices.octet() * 5 % length;
        }

        void begin(byte[] decisions) throws IOException {
            FuzzedHandlers.script(number, new Script(decisions, mark));
            connection.out().write(request, 0, cut);
        }

        void goOn() {
            try {
                connection.out().write(request, cut, request.length - cut);
            } catch (IOException closed) {
                // the handler has answered or failed before it read the body
            }
        }

        void end() {
            try (connection) {
                byte[] answer = answer(connection.in());
                int foreign = Script.foreign(answer, mark);
                check(foreign == 0, "%d octets of another request in the response to %s", foreign, number);
            } finally {
                FuzzedHandlers.forget(number);
            }
        }

        private static byte[] answer(InputStream in) {
            byte[] all = new byte[16 * 1024];
            int size = 0;
            try {
                for (int count; size < all.length && (count = in.read(all, size, all.length - size)) >= 0; ) {
                    size += count;
                }
            } catch (SocketTimeoutException hang) {
                throw new AssertionError("a request hangs", hang);
            } catch (IOException brokenOff) {
                // as after an exception in the middle of a response
            }
            return Arrays.copyOf(all, size);
        }
    }

    @FuzzTest(maxDuration = "", maxExecutions = 2_000_000)
    @DisplayName("lets no octet of another request out, hangs nobody, and harms no other request")
    void harmsNobodyElse(byte[] input) throws IOException {
        Choices choices = new Choices(input);
        int number = 2 * executions++;
        Client one = new Client(number, (byte) (0x80 | number & 0x7f), choices);
        Client two = new Client(number + 1, (byte) (0x80 | number + 1 & 0x7f), choices);
        byte[] rest = choices.rest();
        one.begin(Arrays.copyOf(rest, rest.length / 2));
        two.begin(Arrays.copyOfRange(rest, rest.length / 2, rest.length));
        one.goOn();
        try (MemoryConnection honest = Started.SERVER.connect()) {
            String asked = "n" + number;
            honest.out()
                    .write(("POST /honest HTTP/1.1\r\nHost: h\r\nContent-Length: " + asked.length() + "\r\n\r\n"
                                    + asked)
                            .getBytes(ISO_8859_1));
            two.goOn();
            one.end();
            two.end();
            check(isRight(honest.in(), asked), "another request was harmed");
        }
        Script.check();
    }

    @Test
    @DisplayName("does so with 2,000 random scripts, the same on every build")
    void randomScripts() throws IOException {
        Random random = new Random(20_261_129);
        for (int i = 0; i < 2_000; i++) {
            byte[] input = new byte[6 + random.nextInt(60)];
            random.nextBytes(input);
            harmsNobodyElse(input);
        }
    }

    /** Whether a response is complete and sends back what was asked. */
    private static boolean isRight(InputStream in, String asked) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int octet; head.indexOf("\r\n\r\n") < 0 && (octet = in.read()) >= 0; ) {
            head.append((char) octet);
        }
        return head.toString().startsWith("HTTP/1.1 200 ")
                && new String(in.readNBytes(asked.length()), ISO_8859_1).equals(asked);
    }
}
