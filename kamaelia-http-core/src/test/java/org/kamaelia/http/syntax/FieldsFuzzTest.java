package org.kamaelia.http.syntax;

import static org.kamaelia.fuzzing.Trace.check;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.kamaelia.fuzzing.Choices;
import org.kamaelia.fuzzing.NaiveChunks;
import org.kamaelia.fuzzing.NaiveList;
import org.kamaelia.fuzzing.NaiveReading;
import org.kamaelia.http.http1.RequestParser;

/**
 * Input: two octets choose names to ask for; then come two octets for each change, see {@link #change}, and a text where
 * it has a value. Names and tokens are few, so that they meet.
 */
@DisplayName("Fields")
class FieldsFuzzTest {

    private static final String[] NAMES = {"a", "A", "b", "ab", "aB", "Ab-c", "ab-C", "x_y", "a.b", "Host"};
    private static final String[] TOKENS = {"a", "B", "close", "", "a b", "\"a\""};
    private static final String[] NO_TOKENS = {"a"};

    @FuzzTest(maxDuration = "", maxExecutions = 2_000_000)
    @DisplayName("answer as a plain list of names and values does, built and parsed, RFC 9110 5")
    void asAList(byte[] input) {
        Choices choices = new Choices(input);
        String[] asked = {choices.oneOf(NAMES), choices.oneOf(NAMES)};
        List<Map.Entry<String, String>> model = new ArrayList<>();
        Fields.Builder builder = Fields.builder();
        while (!choices.isEmpty()) {
            builder = change(choices, builder, model);
        }
        Fields built = builder.build();
        compare(model, built, asked);
        if (model.size() <= 90) {
            Fields parsed = parsed(model);
            compare(trimmed(model), parsed, asked);
            check(!trimmed(model).equals(model) || parsed.equals(built), "parsed and built differ");
        }
    }

    private static Fields.Builder change(
            Choices choices, Fields.Builder builder, List<Map.Entry<String, String>> model) {
        int kind = choices.below(10);
        String name = choices.oneOf(NAMES);
        if (kind == 0) {
            model.removeIf(line -> line.getKey().equalsIgnoreCase(name));
            return builder.remove(name);
        }
        if (kind == 1) {
            Fields before = builder.build();
            check(before.toBuilder().build().equals(before), "a builder of fields builds others");
            return before.toBuilder();
        }
        String value = choices.text(choices.below(16));
        boolean allowed = value.chars().allMatch(c -> NaiveChunks.textCharacter((char) c));
        try {
            if (kind == 2) {
                builder.set(name, value);
            } else {
                builder.add(name, value);
            }
            check(allowed, "a value with control characters is taken");
        } catch (IllegalArgumentException e) {
            check(!allowed, "a value is refused: %s", e);
            return builder;
        }
        if (kind == 2) {
            int first = indexOf(model, name);
            model.removeIf(line -> line.getKey().equalsIgnoreCase(name));
            model.add(first < 0 ? model.size() : first, Map.entry(name, value));
        } else {
            model.add(Map.entry(name, value));
        }
        return builder;
    }

    private static int indexOf(List<Map.Entry<String, String>> model, String name) {
        for (int i = 0; i < model.size(); i++) {
            if (model.get(i).getKey().equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    private static Fields parsed(List<Map.Entry<String, String>> model) {
        StringBuilder head = new StringBuilder("GET / HTTP/1.0\r\n");
        model.forEach(line -> head.append(line.getKey().equals("Host") ? "Hos" : line.getKey())
                .append(':')
                .append(line.getValue())
                .append("\r\n"));
        byte[] octets = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        RequestParser parser = new RequestParser(ParserLimits.defaults());
        RequestParser.Event event = parser.parse(ByteBuffer.wrap(octets));
        check(event == RequestParser.Event.HEAD, "the lines are not taken: %s", event);
        return parser.head().fields();
    }

    private static List<Map.Entry<String, String>> trimmed(List<Map.Entry<String, String>> model) {
        List<Map.Entry<String, String>> trimmed = new ArrayList<>();
        for (Map.Entry<String, String> line : model) {
            String name = line.getKey().equals("Host") ? "Hos" : line.getKey();
            trimmed.addAll(NaiveReading.fields(name + ':' + line.getValue()));
        }
        return trimmed;
    }

    private static void compare(List<Map.Entry<String, String>> model, Fields fields, String... asked) {
        check(NaiveReading.same(model, fields), "%s is not %s", fields, model);
        List<Map.Entry<String, String>> iterated = new ArrayList<>();
        fields.forEach(iterated::add);
        check(iterated.equals(model), "iterated %s", iterated);
        for (String name : asked) {
            List<String> values = new ArrayList<>();
            for (Map.Entry<String, String> line : model) {
                if (line.getKey().equalsIgnoreCase(name)) {
                    values.add(line.getValue());
                }
            }
            @Nullable String first = values.isEmpty() ? null : values.get(0);
            check(Objects.equals(fields.first(name), first), "first %s", name);
            check(fields.all(name).equals(values), "all %s", name);
            check(fields.contains(name) == !values.isEmpty(), "contains %s", name);
            @Nullable String joined = values.isEmpty() ? null : String.join(", ", values);
            check(Objects.equals(fields.joined(name), joined), "joined %s", name);
            Set<String> members = new HashSet<>();
            values.forEach(value -> members.addAll(NaiveList.members(value)));
            for (String token : values.isEmpty() ? NO_TOKENS : TOKENS) {
                boolean member = members.contains(token.toLowerCase(Locale.ROOT));
                check(fields.hasToken(name, token) == member, "token %s in %s", token, values);
            }
        }
        check(!fields.contains("") && !fields.contains("abcdefghijklmnopqrstuvwxyz"), "a name that nobody gave");
    }
}
