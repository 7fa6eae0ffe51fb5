package org.kamaelia.http.spring.json;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Path;
import jakarta.validation.Validator;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kamaelia.http.AnswerException;
import org.kamaelia.http.Problem;
import org.kamaelia.http.Response;

/** Checks values with Bean Validation. A response lists at most {@value #MOST} violations. */
record BeanValidation(Validator validator) implements JsonCodec.Check {
    private static final int MOST = 32;

    @Override
    public void check(Object value, JsonCodec json) {
        Set<ConstraintViolation<Object>> violations = validator.validate(value);
        if (!violations.isEmpty()) {
            throw new AnswerException(problem(violations, json));
        }
    }

    /** A problem with a list of errors, each with a JSON pointer, as in the example of RFC 9457 section 3. */
    private static Response problem(Set<ConstraintViolation<Object>> violations, JsonCodec json) {
        List<Map<String, String>> errors = violations.stream()
                .map(one -> Map.of("detail", one.getMessage(), "pointer", pointer(one.getPropertyPath())))
                .sorted(Comparator.comparing(error -> error.get("pointer") + ' ' + error.get("detail")))
                .limit(MOST)
                .toList();
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", "Bad Request");
        problem.put("status", 400);
        problem.put("detail", "The body has values that are not allowed.");
        problem.put("errors", errors);
        return Response.bytes(Problem.TYPE, json.write(problem)).status(400);
    }

    /** The JSON pointer (RFC 6901) of a path, as a fragment. */
    private static String pointer(Path path) {
        StringBuilder pointer = new StringBuilder("#");
        for (Path.Node node : path) {
            if (node.getIndex() != null) {
                pointer.append('/').append(node.getIndex());
            } else if (node.getKey() != null) {
                pointer.append('/').append(node.getKey());
            }
            if (node.getName() != null && !node.getName().startsWith("<")) {
                pointer.append('/').append(node.getName());
            }
        }
        return pointer.toString();
    }
}
