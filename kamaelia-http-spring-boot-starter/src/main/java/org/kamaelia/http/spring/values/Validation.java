package org.kamaelia.http.spring.values;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.AnswerException;
import org.kamaelia.http.Problem;

/** Checks values that were read from requests. Thread-safe. */
public interface Validation {
    /** Every value is valid: for applications without Bean Validation. */
    Validation NONE = new Validation() {
        @Override
        public List<Violation> validate(Object value) {
            return List.of();
        }

        @Override
        public List<String> validate(Class<?> type, String component, @Nullable Object value) {
            return List.of();
        }
    };

    /**
     * A value that is not valid.
     *
     * @param path the names of the members that lead to the value, and the indexes of lists; empty for the whole
     * @param message the end of a sentence, such as "must not be blank"
     */
    record Violation(List<String> path, String message) {
        /** The most violations that one response lists. */
        private static final int MOST = 32;

        /** 400 with problem details: a list of errors, as in the example of RFC 9457 section 3. */
        public static AnswerException answer(String detail, List<Violation> all, Place place) {
            Problem problem = Problem.of(400).detail(detail);
            for (Violation one : all.subList(0, Math.min(MOST, all.size()))) {
                problem = problem.error(one.message(), place.member(), place.of(one.path()));
            }
            return new AnswerException(problem);
        }
    }

    /** How a response says where a value is. */
    enum Place {
        /** In a body of JSON, by a JSON pointer (RFC 6901) as a fragment. */
        POINTER,
        /** Among the parameters of a request, by name. */
        PARAMETER;

        private String member() {
            return name().toLowerCase(Locale.ROOT);
        }

        private String of(List<String> path) {
            if (this == PARAMETER) {
                return String.join(".", path);
            }
            return path.stream().map(element -> "/" + element).collect(Collectors.joining("", "#", ""));
        }
    }

    /** The violations of a value and of what is inside it, in the order of their paths. */
    List<Violation> validate(Object value);

    /**
     * The messages about a value that a component of a record would have.
     *
     * @param type the class of the record
     */
    List<String> validate(Class<?> type, String component, @Nullable Object value);
}
