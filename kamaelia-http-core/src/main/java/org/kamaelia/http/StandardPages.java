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

    static final ErrorPages ALL = new ErrorPages() {
        @Override
        public Response page(int status, String detail, @Nullable Request request) {
            return StandardPages.page(status, List.of(detail), request);
        }

        @Override
        public Response problem(Problem problem, @Nullable Request request) {
            return isForPeople(request)
                    ? StandardPages.page(problem.status(), problem.sentences(), request)
                    : varying(problem.response(), request);
        }
    };

    private StandardPages() {}

    private enum Form {
        /** For browsers. */
        HTML,
        /** For programs. */
        PROBLEM,
        /** For all other clients. */
        PLAIN
    }

    private static Response page(int status, List<String> sentences, @Nullable Request request) {
        Response page = switch (form(request)) {
            case HTML -> html(status, sentences);
            case PROBLEM -> Problem.of(status).detail(sentences.get(0)).response();
            case PLAIN -> plain(status, sentences);
        };
        return varying(page, request);
    }

    /** A problem in the form that the client prefers. Pages for people are those of {@code pages}. */
    static Response problem(Problem problem, @Nullable Request request, ErrorPages pages) {
        return isForPeople(request)
                ? pages.page(problem.status(), String.join(" ", problem.sentences()), request)
                : varying(problem.response(), request);
    }

    /** Whether a client asks for HTML or plain text and not for JSON. Only problem details have every member. */
    private static boolean isForPeople(@Nullable Request request) {
        Form form = form(request);
        return form == Form.HTML || form == Form.PLAIN && accepted(request).names(TEXT);
    }

    private static Response varying(Response page, @Nullable Request request) {
        return request == null || refusesTheMessage(page.status()) ? page : page.header("Vary", "Accept");
    }

    private static Accept accepted(@Nullable Request request) {
        return Accept.of(request == null ? null : request.fields().joined("Accept"));
    }

    /** Whether the message itself is at fault. No cache keeps such a response unless it says so (RFC 9110 section 15.1). */
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
