package org.kamaelia.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.FormCoding;
import org.kamaelia.http.syntax.PairScanner;

/**
 * The decoded parameters of a query or a form ({@code application/x-www-form-urlencoded}), in the order in which the
 * client sent them. Names are case-sensitive, and a name may occur more than once. Immutable.
 *
 * <pre>{@code
 * String term = request.parameters().first("q");
 * HandlerFactory form = HandlerFactory.oneShot(64 * KIB, (request, body) -> save(Parameters.ofForm(request, body)));
 * }</pre>
 *
 * <p>A lookup compares the names one after the other, so a client cannot slow it down by a special choice of names.
 */
public final class Parameters implements Iterable<Map.Entry<String, String>> {
    /** The default limit of the number of parameters. */
    public static final int MOST = 1_000;

    private static final Parameters NONE = new Parameters(List.of());
    private static final String FORM = "application/x-www-form-urlencoded";

    private final List<Map.Entry<String, String>> entries;

    private Parameters(List<Map.Entry<String, String>> entries) {
        this.entries = entries;
    }

    /**
     * Decodes at most {@value #MOST} parameters.
     *
     * @param encoded the encoded parameters, such as {@code a=1&b=2}, one character for each octet; null for none
     * @throws StatusException 400 if there are too many parameters, a percent-encoding is malformed, or text is not
     *     UTF-8
     */
    public static Parameters parse(@Nullable String encoded) {
        return parse(encoded, MOST);
    }

    /**
     * Decodes parameters with another limit of their number.
     *
     * @param encoded the encoded parameters, see {@link #parse(String)}
     * @param most the most parameters
     * @throws StatusException 400, see {@link #parse(String)}
     */
    public static Parameters parse(@Nullable String encoded, int most) {
        if (encoded == null || encoded.isEmpty()) {
            return NONE;
        }
        List<Map.Entry<String, String>> entries = new ArrayList<>();
        PairScanner scanner = new PairScanner(encoded, '&');
        while (scanner.next()) {
            if (scanner.end() > scanner.from()) {
                if (entries.size() == most) {
                    throw new StatusException(400, "There are more than " + most + " parameters");
                }
                entries.add(entry(encoded, scanner));
            }
        }
        return new Parameters(List.copyOf(entries));
    }

    private static Map.Entry<String, String> entry(String encoded, PairScanner at) {
        boolean named = at.equals() >= 0;
        String name = FormCoding.decode(encoded.substring(at.from(), named ? at.equals() : at.end()));
        String value = named ? FormCoding.decode(encoded.substring(at.equals() + 1, at.end())) : "";
        if (name == null || value == null) {
            throw new StatusException(400, "A parameter is not percent-encoded UTF-8");
        }
        return Map.entry(name, value);
    }

    /** Parameters that were decoded elsewhere, such as the texts of a form with files. */
    public static Parameters of(List<Map.Entry<String, String>> decoded) {
        return new Parameters(List.copyOf(decoded));
    }

    /**
     * Decodes the body of a form with at most {@value #MOST} parameters.
     *
     * @throws StatusException 415 if the Content-Type of the request is another one; 400, see {@link #parse(String)}
     */
    public static Parameters ofForm(Request request, byte[] body) {
        String type = request.header("Content-Type");
        String bare = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!bare.equals(FORM)) {
            throw new StatusException(415, "A form in " + FORM + " is expected").header("Accept", FORM);
        }
        return parse(new String(body, StandardCharsets.ISO_8859_1));
    }

    /** Returns the value of the first parameter with this name; null if there is none. */
    public @Nullable String first(String name) {
        for (Map.Entry<String, String> entry : entries) {
            if (entry.getKey().equals(name)) {
                return entry.getValue();
            }
        }
        return null;
    }

    /** Returns the value of the first parameter with this name, or the given default if there is none. */
    public String first(String name, String otherwise) {
        String value = first(name);
        return value == null ? otherwise : value;
    }

    /** Returns the values of all parameters with this name. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>();
        for (Map.Entry<String, String> entry : entries) {
            if (entry.getKey().equals(name)) {
                values.add(entry.getValue());
            }
        }
        return List.copyOf(values);
    }

    /** A parameter, to be read as a value of some type. {@code name[]} stands for the same parameter. */
    public RequestValue value(String name) {
        List<String> values = all(name);
        return new RequestValue("parameter", name, values.isEmpty() ? all(name + "[]") : values);
    }

    /**
     * All parameters as a record, each component by its name. The types of components are those of {@link RequestValue},
     * and Optional and List of these. {@link Default} gives a component a default, and a component that is declared as
     * Nullable may be missing. Parameters that the record does not have are ignored.
     *
     * @throws AnswerException 400 with problem details that name every parameter that is missing or does not fit, or with
     *     the message of an {@link IllegalArgumentException} that the constructor of the record throws
     * @throws IllegalArgumentException if the class is no record, or a component has another type
     */
    public <R extends Record> R into(Class<R> type) {
        return into(type, ComponentCheck.NONE);
    }

    /** All parameters as a record whose values also pass a check. The response names the faults of the check, too. */
    public <R extends Record> R into(Class<R> type, ComponentCheck check) {
        return RecordReader.of(type).read(this::value, check);
    }

    /** Returns all names without duplicates, in their order. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        entries.forEach(entry -> names.add(entry.getKey()));
        return names;
    }

    /** The number of parameters. */
    public int size() {
        return entries.size();
    }

    /** Iterates over names and values. Removal is not supported. */
    @Override
    public Iterator<Map.Entry<String, String>> iterator() {
        return entries.iterator();
    }

    /** Returns the names without the values, because the values may be secret. */
    @Override
    public String toString() {
        return names().toString();
    }
}
