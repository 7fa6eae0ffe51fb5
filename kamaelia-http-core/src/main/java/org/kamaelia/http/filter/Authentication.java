package org.kamaelia.http.filter;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Principal;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;

/** What {@link BasicAuthentication} and {@link BearerAuthentication} share: the principal of a request, and comparisons. */
public final class Authentication {
    private static final Pattern REALM = Pattern.compile("[ !#-\\[\\]-~]*");

    private Authentication() {}

    /** The name of somebody who has authenticated. */
    private record Named(String getName) implements Principal {
        @Override
        public String toString() {
            return getName;
        }
    }

    /** Returns the principal that a filter has authenticated; null if there is none. */
    public static @Nullable Principal principal(Request request) {
        return (Principal) request.attribute(Principal.class);
    }

    /** Makes a principal that has a name and nothing else. */
    public static Principal named(String name) {
        return new Named(name);
    }

    /** Compares two secrets in a time that depends only on the length of the second. Use it instead of {@code equals}. */
    public static boolean same(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns a filter that asks {@code stages} about each request, and lets the requests with a principal pass.
     *
     * @param stages a stage of the principal, or of null to refuse the request; throws an exception to refuse it at once
     * @param refusal the refusal of a request without a principal
     */
    static HttpFilter filter(
            java.util.function.Function<Request, CompletionStage<? extends @Nullable Principal>> stages,
            StatusException refusal) {
        return HttpFilter.guard(request -> stages.apply(request).thenApply(principal -> {
            if (principal == null) {
                throw refusal;
            }
            request.attribute(Principal.class, principal);
            return (@Nullable Response) null;
        }));
    }

    /**
     * Like {@link #filter}, with a check that blocks.
     *
     * @param credentials the credentials of a request, read on the event loop; throws an exception to refuse it at once
     */
    static <C> HttpFilter blocking(
            java.util.function.Function<Request, C> credentials, Check<? super C> check, StatusException refusal) {
        HttpFilter guard = HttpFilter.blockingGuard(request -> {
            Principal principal = check.check(credentials.apply(request));
            if (principal == null) {
                throw refusal;
            }
            request.attribute(Principal.class, principal);
            return null;
        });
        return new HttpFilter() {
            @Override
            public Reply filter(Request request, HandlerFactory next) {
                credentials.apply(request); // a request without credentials needs no thread
                return guard.filter(request, next);
            }
        };
    }

    /** A check that may block. */
    @FunctionalInterface
    interface Check<C> {
        @Nullable
        Principal check(C credentials) throws Exception;
    }

    /** Returns the credentials of a scheme in the Authorization field; null if the field has another scheme or is absent. */
    static @Nullable String credentials(Request request, String scheme) {
        String field = request.header("Authorization");
        int space = scheme.length();
        boolean isThat = field != null
                && field.length() > space
                && field.charAt(space) == ' '
                && field.regionMatches(true, 0, scheme, 0, space);
        return isThat ? field.substring(space + 1).strip() : null;
    }

    static String checkedRealm(String realm) {
        if (!REALM.matcher(realm).matches()) {
            throw new IllegalArgumentException(
                    "A realm is printable ASCII without quotation marks and backslashes, not \"" + realm + "\"");
        }
        return realm;
    }
}
