package org.kamaelia.http.spring.actuate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponseStream;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.content.Ranged;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.util.ClassUtils;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;
import org.springframework.util.StreamUtils;

/** Turns the result of an operation into a response. Thread-safe. */
final class EndpointResult {
    private static final boolean REACTOR =
            ClassUtils.isPresent("reactor.core.publisher.Flux", EndpointResult.class.getClassLoader());

    private final EndpointJson json;

    EndpointResult(EndpointJson json) {
        this.json = json;
    }

    /**
     * Sends the result. A null result becomes 404 for GET and 204 for other methods.
     *
     * @param negotiated the media type, unless the result has another media type; null if the operation has none
     */
    void send(@Nullable Object answer, @Nullable MimeType negotiated, Request request, ResponseStream out)
            throws Exception {
        Object result = completed(answer);
        int status = WebEndpointResponse.STATUS_OK;
        MimeType type = negotiated;
        if (result instanceof WebEndpointResponse<?> response) {
            status = response.getStatus();
            type = response.getContentType() != null ? response.getContentType() : negotiated;
            result = completed(response.getBody());
            if (result == null) {
                out.respond(Response.of(status));
                return;
            }
        }
        if (result == null) {
            nothing(request, out);
        } else if (result instanceof Resource resource) {
            stream(resource, type == null ? MimeTypeUtils.APPLICATION_OCTET_STREAM : type, status, request, out);
        } else {
            complete(result, type == null ? MimeTypeUtils.APPLICATION_JSON : type, status, out);
        }
    }

    private static @Nullable Object completed(@Nullable Object answer) throws Exception {
        if (answer instanceof CompletionStage<?> stage) {
            try {
                return stage.toCompletableFuture().get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        }
        return REACTOR && answer != null ? ReactorResult.completed(answer) : answer;
    }

    private static void nothing(Request request, ResponseStream out) throws IOException {
        if (request.method().equals("GET") || request.method().equals("HEAD")) {
            throw new StatusException(404, "The endpoint has no such resource");
        }
        out.respond(Response.of(WebEndpointResponse.STATUS_NO_CONTENT));
    }

    private void complete(Object result, MimeType type, int status, ResponseStream out) throws IOException {
        if (result instanceof byte[] bytes) {
            out.respond(Response.bytes(type.toString(), bytes).status(status));
        } else if (isJson(type) && !(result instanceof CharSequence)) {
            out.respond(Response.bytes(type.toString(), json.write(result)).status(status));
        } else {
            MimeType text = type.getType().equals("text") && type.getCharset() == null
                    ? new MimeType(type, StandardCharsets.UTF_8)
                    : type;
            Charset charset = text.getCharset() == null ? StandardCharsets.UTF_8 : text.getCharset();
            byte[] bytes = result.toString().getBytes(charset);
            out.respond(Response.bytes(text.toString(), bytes).status(status));
        }
    }

    /** Whether a media type is JSON or a type that is based on JSON (RFC 6839 section 3.1). */
    static boolean isJson(@Nullable MimeType type) {
        return type != null && ("json".equals(type.getSubtype()) || "json".equals(type.getSubtypeSuffix()));
    }

    /** Sends the content of a resource. The stream is closed for HEAD, too, because closing deletes some resources. */
    private static void stream(Resource resource, MimeType type, int status, Request request, ResponseStream out)
            throws IOException {
        Response head = Response.ok(type.toString()).status(status);
        if (resource.isFile()) {
            file(resource, head, request, out);
            return;
        }
        try (InputStream content = resource.getInputStream()) {
            out.begin(resource instanceof ByteArrayResource ? head.length(resource.contentLength()) : head);
            if (!request.method().equals("HEAD")) {
                content.transferTo(out);
            }
        }
    }

    /** Sends a file, or the byte ranges of it that the client asks for, such as the end of a log. */
    private static void file(Resource file, Response head, Request request, ResponseStream out) throws IOException {
        Ranged answer = Ranged.select(request, head, file.contentLength());
        out.begin(answer.head());
        if (request.method().equals("HEAD")) {
            return;
        }
        for (Ranged.Part part : answer.parts()) {
            out.write(part.before());
            try (InputStream content = file.getInputStream()) {
                content.skipNBytes(part.first());
                StreamUtils.copyRange(content, out, 0, part.length() - 1);
            }
        }
        out.write(answer.end());
    }
}
