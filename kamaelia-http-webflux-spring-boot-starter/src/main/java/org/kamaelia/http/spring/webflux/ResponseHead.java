package org.kamaelia.http.spring.webflux;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Response;
import org.kamaelia.http.syntax.Fields;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/**
 * Status and fields of a response, as the application has set them when it committed the response.
 *
 * @param response status and fields, without a body. The fields of the framing are left out, because the server sets them
 * @param length the length that the application has announced, in bytes; negative if it has not
 * @param eventStream whether the media type is {@code text/event-stream}, so that no end of the body is foreseen
 */
record ResponseHead(Response response, long length, boolean eventStream) {
    private static final String EVENT_STREAM = "text/event-stream";
    private static final Response EMPTY =
            Response.ok("application/octet-stream").withFields(Fields.empty());

    static ResponseHead of(int status, HttpHeaders headers, Iterable<List<ResponseCookie>> cookies) {
        if (status < 200) {
            throw new IllegalStateException(
                    "The status of a response is at least 200, not " + status + ", which announces another response");
        }
        Fields.Builder fields = Fields.builder();
        boolean close = false;
        for (Map.Entry<String, List<String>> field : headers.headerSet()) {
            String name = field.getKey();
            if (name.equalsIgnoreCase(HttpHeaders.CONNECTION)) {
                close = field.getValue().stream().anyMatch("close"::equalsIgnoreCase);
            } else if (!isFraming(name)) {
                field.getValue().forEach(value -> add(fields, name, value));
            }
        }
        for (List<ResponseCookie> named : cookies) {
            named.forEach(cookie -> fields.add(HttpHeaders.SET_COOKIE, cookie.toString()));
        }
        Response response = EMPTY.status(status).withFields(fields.build());
        String type = headers.getFirst(HttpHeaders.CONTENT_TYPE);
        return new ResponseHead(
                close ? response.close() : response,
                headers.getContentLength(),
                type != null && type.regionMatches(true, 0, EVENT_STREAM, 0, EVENT_STREAM.length()));
    }

    private static void add(Fields.Builder fields, String name, @Nullable String value) {
        if (value != null) {
            fields.add(name, value);
        }
    }

    private static boolean isFraming(String name) {
        return name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH)
                || name.equalsIgnoreCase(HttpHeaders.TRANSFER_ENCODING)
                || name.equalsIgnoreCase("Keep-Alive");
    }

    /** The head of a response that hands the connection over, with the fields of the application. */
    ResponseHead upgrading(Response switching) {
        Fields.Builder fields = switching.fields().toBuilder();
        response.fields().forEach(field -> fields.add(field.getKey(), field.getValue()));
        return new ResponseHead(switching.withFields(fields.build()), -1, false);
    }

    /** The response with its whole body. One that hands the connection over has none. */
    Response whole(ByteBuffer body) {
        return response.status() == 101 ? response : response.withBody(body);
    }

    /** The first part of a response whose body follows in parts. */
    Response withBodyToFollow() {
        return length >= 0 ? response.length(length) : response;
    }

    /** Whether a body of this size is what was announced, so that both may leave as one part. */
    boolean announces(long size) {
        return length < 0 || length == size;
    }
}
