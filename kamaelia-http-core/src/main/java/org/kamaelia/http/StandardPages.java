package org.kamaelia.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
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
        return request == null || refusesTheMessage(status) ? page : page.header("Vary", "Accept");
    }

    /** Whether the message itself is at fault, so that no cache has a use for the response. */
    private static boolean refusesTheMessage(int status) {
        return status == 400 || status == 408 || status == 413;
    }

    private static Form form(@Nullable Request request) {
        Accept accept = Accept.of(request == null ? null : request.fields().joined("Accept"));
        int html = accept.names(HTML) ? accept.weight(HTML) : 0;
        int problem = accept.named("application/", "json");
        int plain = accept.weight("text/plain");
        if (html > 0 && html >= problem && html >= plain) {
            return Form.HTML;
        }
        if (problem > 0 && problem >= plain) {
            return Form.PROBLEM;
        }
        boolean isWelcome = !accept.names("text/plain") && accept.weight(Problem.TYPE) > 0;
        return isWelcome && sendsJson(request) ? Form.PROBLEM : Form.PLAIN;
    }

    /** Whether the content of the request is JSON. Such a client reads JSON, too. */
    private static boolean sendsJson(@Nullable Request request) {
        String said = request == null ? null : request.header("Content-Type");
        if (said == null) {
            return false;
        }
        int parameters = said.indexOf(';');
        String type =
                (parameters < 0 ? said : said.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
        return type.equals(JSON) || type.startsWith("application/") && type.endsWith("+json");
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
