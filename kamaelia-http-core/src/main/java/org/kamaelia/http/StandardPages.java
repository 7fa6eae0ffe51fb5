package org.kamaelia.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.Accept;
import org.kamaelia.http.syntax.StatusCodes;

/** The pages of {@link ErrorPages#standard()}. */
final class StandardPages {
    private static final String HTML = "text/html";
    private static final String JSON = "application/json";

    private StandardPages() {}

    private enum Form {
        /** For browsers. */
        HTML,
        /** For programs. */
        PROBLEM,
        /** For all other clients. */
        PLAIN
    }

    static Response page(int status, String detail, @Nullable Request request) {
        Response page = switch (form(request)) {
            case HTML -> html(status, ErrorPages.printable(detail));
            case PROBLEM -> Problem.of(status).detail(detail).response();
            case PLAIN -> plain(status, ErrorPages.printable(detail));
        };
        return request != null && mayBeCached(status) ? page.header("Vary", "Accept") : page;
    }

    /** Whether a cache may store a response with this status without an explicit lifetime (RFC 9110 section 15.1). */
    private static boolean mayBeCached(int status) {
        return status == 404 || status == 405 || status == 410 || status == 414 || status == 501;
    }

    private static Form form(@Nullable Request request) {
        Accept accept = Accept.of(request == null ? null : request.fields().joined("Accept"));
        int html = accept.names(HTML) ? accept.weight(HTML) : 0;
        String json = accept.names(Problem.TYPE) ? Problem.TYPE : JSON;
        int problem = accept.names(json) ? accept.weight(json) : 0;
        int plain = accept.weight("text/plain");
        if (html > 0 && html >= problem && html >= plain) {
            return Form.HTML;
        }
        return problem > 0 && problem >= plain ? Form.PROBLEM : Form.PLAIN;
    }

    private static Response plain(int status, String detail) {
        return Response.text(status + " " + StatusCodes.reason(status) + "\n" + detail + "\n")
                .status(status);
    }

    private static Response html(int status, String detail) {
        String title = status + " " + StatusCodes.reason(status);
        String page = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + title
                + "</title></head>\n<body><h1>" + title + "</h1><p>" + ErrorPages.escape(detail)
                + "</p></body></html>\n";
        return Response.bytes("text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8))
                .status(status);
    }
}
