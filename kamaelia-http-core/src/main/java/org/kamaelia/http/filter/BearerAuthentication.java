package org.kamaelia.http.filter;

import java.security.Principal;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Request;
import org.kamaelia.http.StatusException;

/**
 * Authentication with bearer tokens (RFC 6750) in the Authorization field. Use it over TLS only.
 *
 * <pre>{@code
 * HttpFilter tokens = BearerAuthentication.of("api", token -> introspection.ask(token).thenApply(answer ->
 *         answer.active() ? Authentication.named(answer.subject()) : null));
 * }</pre>
 *
 * <p>A request without a token gets 401 with a challenge, one with an invalid token 401 with {@code invalid_token}, and
 * one with malformed credentials 400 with {@code invalid_request}. For other requests, {@link Authentication#principal}
 * returns the principal of the check.
 */
public final class BearerAuthentication {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private BearerAuthentication() {}

    /** A check that does not block. */
    @FunctionalInterface
    public interface Check {
        /** Returns a stage of the principal, or of null if the token is not valid. Must not block. */
        CompletionStage<? extends @Nullable Principal> check(String token);
    }

    /** A check that may block. */
    @FunctionalInterface
    public interface BlockingCheck {
        /** Returns the principal, or null if the token is not valid. */
        @Nullable
        Principal check(String token) throws Exception;
    }

    /**
     * Checks tokens with a stage.
     *
     * @param realm printable ASCII
     */
    public static HttpFilter of(String realm, Check check) {
        String challenge = challenge(realm);
        return Authentication.filter(request -> check.check(token(request, challenge)), invalid(challenge));
    }

    /**
     * Checks tokens on the blocking threads of the server.
     *
     * @param realm printable ASCII
     */
    public static HttpFilter blocking(String realm, BlockingCheck check) {
        String challenge = challenge(realm);
        return Authentication.blocking(request -> token(request, challenge), check::check, invalid(challenge));
    }

    private static String challenge(String realm) {
        return "Bearer realm=\"" + Authentication.checkedRealm(realm) + "\"";
    }

    private static StatusException invalid(String challenge) {
        return new StatusException(401, "The token is not valid")
                .header("WWW-Authenticate", challenge + ", error=\"invalid_token\"");
    }

    private static String token(Request request, String challenge) {
        String token = Authentication.credentials(request, "Bearer");
        if (token == null) {
            throw new StatusException(401, "This resource needs a token").header("WWW-Authenticate", challenge);
        }
        if (!TOKEN.matcher(token).matches()) {
            throw new StatusException(400, "The token is malformed")
                    .header("WWW-Authenticate", challenge + ", error=\"invalid_request\"");
        }
        return token;
    }
}
