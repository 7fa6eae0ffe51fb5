package org.kamaelia.http.spring.values;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Path;
import jakarta.validation.Validator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks values with Bean Validation. */
record BeanValidation(Validator validator) implements Validation {
    @Override
    public List<Violation> validate(Object value) {
        return validator.validate(value).stream()
                .map(one -> new Violation(path(one.getPropertyPath()), one.getMessage()))
                .sorted(Comparator.comparing(one -> String.join("/", one.path()) + ' ' + one.message()))
                .toList();
    }

    @Override
    public List<String> validate(Class<?> type, String component, @Nullable Object value) {
        return validator.validateValue(type, component, value).stream()
                .map(ConstraintViolation::getMessage)
                .sorted()
                .toList();
    }

    private static List<String> path(Path path) {
        List<String> elements = new ArrayList<>();
        for (Path.Node node : path) {
            if (node.getIndex() != null) {
                elements.add(String.valueOf(node.getIndex()));
            } else if (node.getKey() != null) {
                elements.add(String.valueOf(node.getKey()));
            }
            if (node.getName() != null && !node.getName().startsWith("<")) {
                elements.add(node.getName());
            }
        }
        return elements;
    }
}
