package org.kamaelia.http.spring.actuate;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;
import org.kamaelia.http.StatusException;
import org.springframework.boot.actuate.endpoint.web.WebOperationRequestPredicate;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/** The arguments of an operation: the members of the JSON body, the variables of the path, and the query. */
final class EndpointArguments {
    /** The largest body, in bytes. */
    static final int MAX_BODY = 64 * 1024;

    private static final Pattern VARIABLE = Pattern.compile("\\{([^*$}][^}]*)}");

    private EndpointArguments() {}

    /**
     * All arguments by name. The query takes precedence over the path, and the path over the body, as in Spring Boot.
     *
     * @param fixedPath the segments for a variable that matches the rest of the path; null to take the segments of the
     *     path
     */
    static Map<String, Object> of(
            Request request, InputStream in, WebOperationRequestPredicate operation, String @Nullable [] fixedPath)
            throws IOException {
        Map<String, Object> arguments = new HashMap<>();
        if (!operation.getConsumes().isEmpty()) {
            arguments.putAll(body(request, in, operation.getConsumes()));
        }
        List<String> routed = variables(String.valueOf(request.route()));
        List<String> named = variables(operation.getPath());
        for (int i = 0; i < Math.min(named.size(), routed.size()); i++) {
            arguments.put(named.get(i), request.variable(routed.get(i)));
        }
        String rest = operation.getMatchAllRemainingPathSegmentsVariable();
        if (rest != null) {
            arguments.put(rest, fixedPath != null ? fixedPath : UrlText.segments(request.rest()));
        }
        UrlText.query(request.query())
                .forEach((name, values) -> arguments.put(name, values.size() == 1 ? values.get(0) : values));
        return arguments;
    }

    /** The names of the variables in a pattern. Two operations of one route may use different names. */
    private static List<String> variables(String pattern) {
        List<String> names = new ArrayList<>();
        for (Matcher matcher = VARIABLE.matcher(pattern); matcher.find(); ) {
            names.add(matcher.group(1));
        }
        return names;
    }

    private static Map<String, @Nullable Object> body(Request request, InputStream in, Collection<String> consumed)
            throws IOException {
        if (!request.hasBody()) {
            return Map.of();
        }
        if (request.contentLength() > MAX_BODY) {
            throw tooLarge();
        }
        byte[] body = in.readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw tooLarge();
        }
        if (body.length > 0 && !isOneOf(consumed, request.header("Content-Type"))) {
            throw new StatusException(
                    415, "The body must be JSON. Send it with Content-Type " + String.join(" or ", consumed));
        }
        return JsonText.object(body);
    }

    private static StatusException tooLarge() {
        return new StatusException(413, "The body may have at most " + MAX_BODY + " bytes");
    }

    private static boolean isOneOf(Collection<String> consumed, @Nullable String contentType) {
        try {
            MimeType type = contentType == null ? null : MimeTypeUtils.parseMimeType(contentType);
            return type != null
                    && consumed.stream().map(MimeTypeUtils::parseMimeType).anyMatch(one -> one.includes(type));
        } catch (InvalidMimeTypeException e) {
            return false;
        }
    }
}
