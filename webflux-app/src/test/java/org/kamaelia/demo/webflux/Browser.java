package org.kamaelia.demo.webflux;

import java.io.InputStream;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that keeps cookies and follows no redirect, so that a test sees each response. */
final class Browser {
    private static final Pattern FORM_TOKEN = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");
    private static final Pattern PAGE_TOKEN = Pattern.compile("<meta name=\"csrf\" content=\"([^\"]+)\"");

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager())
            .build();
    private final String root;

    Browser(int port) {
        root = "http://localhost:" + port;
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(root + path)).timeout(Duration.ofMinutes(1));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(to(path));
    }

    /** A response whose body is read while it arrives. */
    HttpResponse<InputStream> open(String path) throws Exception {
        return client.send(to(path).build(), BodyHandlers.ofInputStream());
    }

    /** Fills in the form of the sign-in page. Returns where it leads to. */
    String signIn(String user, String password) throws Exception {
        String token = found(FORM_TOKEN, get("/login").body());
        HttpResponse<String> answer = send(to("/login")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("username=" + user + "&password=" + password + "&_csrf=" + token)));
        return answer.statusCode() + " "
                + answer.headers().firstValue("Location").orElse("");
    }

    /** The token against forged requests, of the page of a user who has signed in. */
    String token() throws Exception {
        return found(PAGE_TOKEN, get("/").body());
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("There is no " + pattern + " in " + text);
        }
        return matcher.group(1);
    }
}
