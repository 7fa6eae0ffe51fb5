package org.kamaelia.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.Accept;
import org.kamaelia.http.syntax.StatusCodes;

/** The pages of {@link ErrorPages#standard()}. */
final class StandardPages {
    private static final String HTML = "text/html";
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain";

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
            case HTML -> html(status, List.of(detail));
            case PROBLEM -> Problem.of(status).detail(detail).response();
            case PLAIN -> plain(status, List.of(detail));
        };
        return varying(page, request);
    }

    /**
     * The form of a problem that the client prefers. Clients that name neither HTML nor plain text get the problem details,
     * because only they have every member.
     *
     * @param json the response with problem details
     */
    static Response of(Problem problem, Response json, @Nullable Request request) {
        Form form = form(request);
        Response page = json;
        if (form == Form.HTML) {
            page = html(problem.status(), problem.sentences());
        } else if (form == Form.PLAIN && accepted(request).names(TEXT)) {
            page = plain(problem.status(), problem.sentences());
        }
        return varying(page, request);
    }

    private static Response varying(Response page, @Nullable Request request) {
        return request == null || refusesTheMessage(page.status()) ? page : page.header("Vary", "Accept");
    }

    private static Accept accepted(@Nullable Request request) {
        return Accept.of(request == null ? null : request.fields().joined("Accept"));
    }

    /** Whether the message itself is at fault, so that no cache has a use for the response. */
    private static boolean refusesTheMessage(int status) {
        return status == 400 || status == 408 || status == 413;
    }

    private static Form form(@Nullable Request request) {
        Accept accept = accepted(request);
        int html = accept.names(HTML) ? accept.weight(HTML) : 0;
        int problem = accept.named("application/", "json");
        int plain = accept.weight(TEXT);
        if (html > 0 && html >= problem && html >= plain) {
            return Form.HTML;
        }
        if (problem > 0 && problem >= plain) {
            return Form.PROBLEM;
        }
        boolean isWelcome = !accept.names(TEXT) && accept.weight(Problem.TYPE) > 0;
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

    private static Response plain(int status, List<String> sentences) {
        String lines = sentences.stream()
                .map(sentence -> ErrorPages.printable(sentence) + "\n")
                .collect(Collectors.joining());
        return Response.text(status + " " + StatusCodes.reason(status) + "\n" + lines)
                .status(status);
    }

    private static Response html(int status, List<String> sentences) {
        String paragraphs = sentences.stream()
                .map(sentence -> "<p>" + ErrorPages.escape(ErrorPages.printable(sentence)) + "</p>")
                .collect(Collectors.joining());
        String title = status + " " + StatusCodes.reason(status);
        String page = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + title
                + "</title></head>\n<body><h1>" + title + "</h1>" + paragraphs
                + "</body></html>\n";
        return Response.bytes("text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8))
                .status(status);
    }
}
