package org.kamaelia.verification.floods;

import static org.kamaelia.verification.floods.Frames.hex;
import static org.kamaelia.verification.floods.Frames.of;

import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * A flood.
 *
 * @param name what it is, with its CVE if it has one
 * @param settings the settings that the attacker sends, as the payload of a SETTINGS frame
 * @param wave the octets that the attacker sends at once; the number counts the waves of a connection, from 0
 * @param reads whether the attacker reads what the server sends
 * @param ends whether the server must end the connection, because the frames serve no request
 */
record Flood(String name, byte[] settings, IntFunction<byte[]> wave, boolean reads, boolean ends) {
    private static final byte[] WINDOW_OF_ZERO = hex("000400000000");
    private static final byte[] LARGEST_WINDOW = hex("00047fffffff");
    private static final int MOST_MORE = Integer.MAX_VALUE - 65_535;

    private static Flood of(String name, IntFunction<byte[]> wave) {
        return new Flood(name, Frames.NOTHING, wave, true, true);
    }

    private static int stream(int number) {
        return 2 * number + 1;
    }

    private static byte[] headers(int number, int flags, byte[] block) {
        return Frames.of(Frames.HEADERS, flags, stream(number), block);
    }

    /** A wave that begins a request once, and then repeats a frame. */
    private static IntFunction<byte[]> after(byte[] begin, byte[] repeated) {
        return n -> n == 0 ? begin : repeated;
    }

    static List<Flood> all() {
        byte[] half = hex("000161 7f8160" + "78".repeat(12_416));
        byte[] large = hex("400161 7fa11e" + "78".repeat(4_000));
        byte[] bomb = hex("be".repeat(16_000));
        return List.of(
                of(
                        "rapid reset, CVE-2023-44487",
                        n -> Frames.together(headers(n, 5, Frames.GET), Frames.of(Frames.RST_STREAM, stream(n), 8))),
                of(
                        "resets made by the server, CVE-2025-8671",
                        n -> Frames.together(
                                headers(n, 4, Frames.POST), Frames.of(Frames.WINDOW_UPDATE, stream(n), 0))),
                of(
                        "overflown windows, CVE-2025-8671",
                        n -> Frames.together(
                                headers(n, 4, Frames.POST),
                                Frames.of(Frames.WINDOW_UPDATE, stream(n), Integer.MAX_VALUE))),
                of("malformed requests", n -> headers(n, 5, Frames.NOTHING)),
                of(
                        "CONTINUATION, CVE-2024-27316",
                        after(headers(0, 0, Frames.GET), Frames.of(Frames.CONTINUATION, 0, 1, hex("0001610162")))),
                of(
                        "empty CONTINUATION",
                        after(headers(0, 0, Frames.GET), Frames.of(Frames.CONTINUATION, 0, 1, Frames.NOTHING))),
                of("SETTINGS, CVE-2019-9515", n -> Frames.of(Frames.SETTINGS, 0, 0, Frames.NOTHING)),
                of("settings in one frame", n -> Frames.of(Frames.SETTINGS, 0, 0, hex("00040000ffff".repeat(2_000)))),
                of("PING, CVE-2019-9512", n -> Frames.of(Frames.PING, 0, 0, new byte[8])),
                of("PRIORITY, CVE-2019-9513", n -> Frames.of(Frames.PRIORITY, 0, stream(n), hex("0000000010"))),
                of(
                        "empty DATA, CVE-2019-9518",
                        after(headers(0, 4, Frames.POST), Frames.of(Frames.DATA, 0, 1, Frames.NOTHING))),
                of("padding", after(headers(0, 4, Frames.POST), Frames.of(Frames.DATA, 8, 1, hex("020000")))),
                of("increments of 1", n -> Frames.of(Frames.WINDOW_UPDATE, 0, 1)),
                new Flood(
                        "windows of 0, held open, CVE-2019-9517",
                        WINDOW_OF_ZERO,
                        n -> n < 90 ? headers(n, 5, Frames.BIG) : Frames.NOTHING,
                        true,
                        true),
                new Flood(
                        "responses octet by octet, CVE-2019-9511",
                        WINDOW_OF_ZERO,
                        n -> n < 50 ? headers(n, 5, Frames.BIG) : Frames.of(Frames.WINDOW_UPDATE, stream(n % 50), 1),
                        true,
                        true),
                new Flood(
                        "responses that are not read, CVE-2019-9517",
                        LARGEST_WINDOW,
                        n -> n < 90
                                ? Frames.together(
                                        n == 0 ? Frames.of(Frames.WINDOW_UPDATE, 0, MOST_MORE) : Frames.NOTHING,
                                        headers(n, 5, Frames.BIG))
                                : Frames.of(Frames.PING, 0, 0, new byte[8]),
                        false,
                        true),
                of("HPACK bomb", n -> headers(n, 5, n == 0 ? large : bomb)),
                of(
                        "large header sections",
                        n -> Frames.together(
                                headers(n, 1, half),
                                Frames.of(Frames.CONTINUATION, 0, stream(n), half),
                                Frames.of(Frames.CONTINUATION, 4, stream(n), half))),
                new Flood("churn of the dynamic table", Frames.NOTHING, Flood::churn, true, false));
    }

    /** A request that empties the dynamic table and fills it again. */
    private static byte[] churn(int number) {
        StringBuilder block = new StringBuilder("20 3fe11f 82 86 04 06 2f68656c6c6f 01 01 61");
        for (int i = 0; i < 90; i++) {
            int name = 0x61616161 + i % 26 + (i / 26 << 8); // four letters
            block.append(String.format(Locale.ROOT, "40 04 %08x 04 %08x", name, 0x61616161 + i));
        }
        return Frames.together(headers(number, 5, hex(block.toString())), Frames.of(Frames.WINDOW_UPDATE, 0, 64));
    }
}
