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
 * Answers one path and method with the operations that are mapped to it; which of them is a matter of the media type that
 * the client accepts. There is no security context: who can reach the server may ask.
 */
final class EndpointHandler implements BlockingHandler {
    /** An operation with one of the media types that it produces; null if it never produces anything. */
    private record Variant(WebOperation operation, @Nullable MimeType type) {}

    private final List<Variant> variants;
    private final List<MimeType> offered;
    private final WebServerNamespace namespace;
    private final String @Nullable [] fixedPath;
    private final EndpointResult result;

    /**
     * A handler.
     *
     * @param operations at least one
     * @param namespace what the server is to operations that ask
     * @param fixedPath what a variable that takes the rest of the path is, where the path itself does not say it
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

    /** JSON first: the order in which a class has its methods does not decide. */
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

    /** Operations that produce more than one type, or more than one version, ask for the one that was accepted. */
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
