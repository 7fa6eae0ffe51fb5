package org.kamaelia.verification.smuggling;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.kamaelia.verification.smuggling.HostileCase.Expectation;

/**
 * Reads the hostile messages from text files.
 *
 * <pre>
 *   # a comment, between messages only
 *   case: cl-te-plain
 *   clause: RFC 9112 6.3: both Content-Length and Transfer-Encoding
 *   direct: 400 close
 *   &gt;&gt;&gt;
 *   POST /outer-{id} HTTP/1.1
 *   ...
 *   &lt;&lt;&lt;
 * </pre>
 *
 * <p>{@code direct} is what our server has to do: the statuses of its answers, then {@code close} if it closes;
 * {@code waits} if the message is incomplete; alternatives are divided by {@code or}. {@code body}, with the escapes of
 * {@link Template}, is the body that a handler has to get.
 */
final class Corpus {
    private static final Set<String> KEYS = Set.of("case", "clause", "direct", "body");

    private final List<HostileCase> cases = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private Corpus() {}

    /**
     * All messages of the {@code .txt} files of a directory, by the names of the files.
     *
     * @throws IllegalArgumentException if a file is malformed, with its name and the number of the line
     */
    static List<HostileCase> read(Path directory) throws IOException {
        Corpus corpus = new Corpus();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".txt")).sorted().toList()) {
                corpus.add(file);
            }
        }
        return List.copyOf(corpus.cases);
    }

    private void add(Path file) throws IOException {
        Map<String, String> attributes = new HashMap<>();
        int number = 0;
        Iterator<String> lines =
                Files.readAllLines(file, StandardCharsets.US_ASCII).iterator();
        while (lines.hasNext()) {
            String line = lines.next();
            number++;
            if (line.equals(">>>")) {
                StringBuilder message = new StringBuilder();
                number += message(lines, message);
                cases.add(hostile(attributes, message.toString(), file + ":" + number));
                attributes.clear();
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                attribute(line, attributes, file + ":" + number);
            }
        }
    }

    private static int message(Iterator<String> lines, StringBuilder message) {
        int taken = 0;
        while (lines.hasNext()) {
            String line = lines.next();
            taken++;
            if (line.equals("<<<")) {
                break;
            }
            boolean continued = line.endsWith("\\") && !line.endsWith("\\\\");
            message.append(continued ? line.substring(0, line.length() - 1) : line + "\\r\\n");
        }
        return taken;
    }

    private static void attribute(String line, Map<String, String> attributes, String place) {
        int colon = line.indexOf(": ");
        if (colon < 0 || !KEYS.contains(line.substring(0, colon))) {
            throw new IllegalArgumentException(place + ": write one of " + KEYS + ", a colon and a value");
        }
        attributes.put(line.substring(0, colon), line.substring(colon + 2));
    }

    private HostileCase hostile(Map<String, String> attributes, String message, String place) {
        String name = required("case", attributes, place);
        if (!name.matches("[a-z0-9-]+") || !names.add(name)) {
            throw new IllegalArgumentException(place + ": the name " + name + " is malformed or taken");
        }
        List<Expectation> expected = new ArrayList<>();
        for (String alternative : required("direct", attributes, place).split(" or ")) {
            expected.add(expectation(alternative.trim(), place));
        }
        return new HostileCase(name, required("clause", attributes, place), expected, attributes.get("body"), message);
    }

    private static String required(String key, Map<String, String> attributes, String place) {
        String value = attributes.get(key);
        if (value == null) {
            throw new IllegalArgumentException(place + ": the message has no line \"" + key + ": \"");
        }
        return value;
    }

    private static Expectation expectation(String text, String place) {
        List<Integer> statuses = new ArrayList<>();
        boolean closes = false;
        boolean waits = false;
        for (String word : text.split(" ")) {
            if (word.matches("[2-5][0-9][0-9]")) {
                statuses.add(Integer.valueOf(word));
            } else if (word.equals("close")) {
                closes = true;
            } else if (word.equals("waits")) {
                waits = true;
            } else {
                throw new IllegalArgumentException(place + ": \"" + word + "\" is no status, nor close, nor waits");
            }
        }
        return new Expectation(List.copyOf(statuses), closes, waits);
    }
}
