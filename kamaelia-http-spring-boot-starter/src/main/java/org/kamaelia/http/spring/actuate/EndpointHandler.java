package org.kamaelia.http.spring.actuate;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.BlockingHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.ResponseStream;
import org.kamaelia.http.StatusException;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationArgumentResolver;
import org.springframework.boot.actuate.endpoint.ProducibleOperationArgumentResolver;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebOperation;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * Handles one path and method with the operations that are mapped to it. The media type that the client accepts selects
 * the operation. There is no security context: every client that can reach the server may call the operations.
 */
final class EndpointHandler implements BlockingHandler {
    /**
     * An operation with one of the media types that it produces; the type is null if the operation produces no content.
     */
    private record Variant(WebOperation operation, @Nullable MimeType type) {}

    private final List<Variant> variants;
    private final List<MimeType> offered;
    private final WebServerNamespace namespace;
    private final String @Nullable [] fixedPath;
    private final EndpointResult result;

    /**
     * A handler.
     *
     * @param operations at least one operation
     * @param namespace the namespace of the server, for operations that use it
     * @param fixedPath the value of a variable that matches the rest of the path; null to take the value from the path
     */
    EndpointHandler(
            List<WebOperation> operations,
            WebServerNamespace namespace,
            String @Nullable [] fixedPath,
            EndpointResult result) {
        variants = variants(operations);
        offered = variants.stream().map(Variant::type).toList();
        this.namespace = namespace;
        this.fixedPath = fixedPath;
        this.result = result;
    }

    /** The variants, JSON first. The order of the methods in a class does not decide. */
    private static List<Variant> variants(List<WebOperation> operations) {
        List<Variant> all = new ArrayList<>();
        List<Variant> silent = new ArrayList<>();
        for (WebOperation operation : operations) {
            operation.getRequestPredicate().getProduces().stream()
                    .map(type -> new Variant(operation, MimeTypeUtils.parseMimeType(type)))
                    .forEach(all::add);
            if (operation.getRequestPredicate().getProduces().isEmpty()) {
                silent.add(new Variant(operation, null));
            }
        }
        all.sort(Comparator.comparing(variant -> !EndpointResult.isJson(variant.type())));
        return all.isEmpty() ? silent : all;
    }

    @Override
    public void handle(Request request, InputStream in, ResponseStream out) throws Exception {
        Variant variant = variants.get(0);
        String accepted = null;
        if (variant.type() != null) {
            Negotiation choice = Negotiation.choose(offered, request.fields().joined("Accept"));
            variant = variants.get(choice.index());
            accepted = choice.named() ? String.valueOf(variant.type()) : null;
        }
        Map<String, Object> arguments =
                EndpointArguments.of(request, in, variant.operation().getRequestPredicate(), fixedPath);
        result.send(invoke(variant.operation(), arguments, accepted), variant.type(), request, out);
    }

    /**
     * Invokes an operation. An operation that produces several types or versions gets the accepted type as an argument.
     */
    private @Nullable Object invoke(WebOperation operation, Map<String, Object> arguments, @Nullable String accepted) {
        try {
            return operation.invoke(new InvocationContext(
                    SecurityContext.NONE,
                    arguments,
                    OperationArgumentResolver.of(WebServerNamespace.class, () -> namespace),
                    new ProducibleOperationArgumentResolver(() -> accepted == null ? null : List.of(accepted))));
        } catch (InvalidEndpointRequestException e) {
            throw new StatusException(400, e.getReason());
        }
    }
}
