package org.kamaelia.http.filter;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Base64;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Request;
import org.kamaelia.http.StatusException;

/**
 * Basic authentication (RFC 7617): the client sends a name and a password with each request. Use it over TLS only.
 *
 * <pre>{@code
 * HttpFilter login = BasicAuthentication.blocking("admin", (user, password) ->
 *         users.verify(user, password) ? Authentication.named(user) : null);      // a slow hash does not hold the loop
 * }</pre>
 *
 * <p>A request without valid credentials gets 401 with {@code WWW-Authenticate: Basic realm="...", charset="UTF-8"}. For
 * other requests, {@link Authentication#principal} returns the principal of the check.
 */
public final class BasicAuthentication {
    private BasicAuthentication() {}

    /** A check that does not block. */
    @FunctionalInterface
    public interface Check {
        /** Returns a stage of the principal, or of null if the name and the password are not valid. Must not block. */
        CompletionStage<? extends @Nullable Principal> check(String user, String password);
    }

    /** A check that may block, for example because it computes the hash of a password. */
    @FunctionalInterface
    public interface BlockingCheck {
        /** Returns the principal, or null if the name and the password are not valid. */
        @Nullable
        Principal check(String user, String password) throws Exception;
    }

    private record Credentials(String user, String password) {}

    /**
     * Checks names and passwords with a stage.
     *
     * @param realm printable ASCII, shown to the user
     */
    public static HttpFilter of(String realm, Check check) {
        StatusException challenge = challenge(realm);
        return Authentication.filter(
                request -> {
                    Credentials sent = credentials(request, challenge);
                    return check.check(sent.user(), sent.password());
                },
                challenge);
    }

    /**
     * Checks names and passwords on the blocking threads of the server.
     *
     * @param realm printable ASCII, shown to the user
     */
    public static HttpFilter blocking(String realm, BlockingCheck check) {
        StatusException challenge = challenge(realm);
        return Authentication.blocking(
                request -> credentials(request, challenge),
                sent -> check.check(sent.user(), sent.password()),
                challenge);
    }

    private static StatusException challenge(String realm) {
        return new StatusException(401, "This resource needs a user name and a password")
                .header(
                        "WWW-Authenticate",
                        "Basic realm=\"" + Authentication.checkedRealm(realm) + "\", charset=\"UTF-8\"");
    }

    private static Credentials credentials(Request request, StatusException challenge) {
        String encoded = Authentication.credentials(request, "Basic");
        String decoded = encoded == null ? null : decoded(encoded);
        int colon = decoded == null ? -1 : decoded.indexOf(':');
        if (decoded == null || colon < 0 || decoded.chars().anyMatch(Character::isISOControl)) {
            throw challenge;
        }
        return new Credentials(decoded.substring(0, colon), decoded.substring(colon + 1));
    }

    private static @Nullable String decoded(String encoded) {
        try {
            ByteBuffer octets = ByteBuffer.wrap(Base64.getDecoder().decode(encoded));
            return StandardCharsets.UTF_8.newDecoder().decode(octets).toString();
        } catch (IllegalArgumentException | CharacterCodingException malformed) {
            return null;
        }
    }
}
