package org.kamaelia.http;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.HttpDate;

/**
 * A cookie for {@link Response#cookie} (RFC 6265bis section 4.1). The default attributes are {@code Path=/; HttpOnly;
 * SameSite=Lax}: a session cookie for all paths of this host only. Scripts cannot read it. Clients send it with
 * requests from the same site and when the user follows a link to this site.
 *
 * <pre>{@code
 * Response.text("welcome").cookie(Cookie.of("__Host-session", token).secure().maxAge(Duration.ofDays(30)))
 * }</pre>
 *
 * <p>Immutable: every method returns a new object. A cookie that browsers would not store is refused. Forbidden
 * characters, and more than {@value #LARGEST} bytes, are refused when the cookie is made. Attributes that contradict a
 * prefix of the name ({@code __Secure-}, {@code __Host-}, {@code __Http-}, {@code __Host-Http-}), {@code SameSite=None}
 * or {@code Partitioned} are refused when the cookie is put on a response.
 */
public final class Cookie {
    /** The most bytes of name and value together (RFC 6265bis section 5.6). */
    public static final int LARGEST = 4_096;

    private static final int LARGEST_ATTRIBUTE = 1_024;
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VALUE = Pattern.compile("[!#-+\\--:<-\\[\\]-~]*|\"[!#-+\\--:<-\\[\\]-~]*\"");
    private static final Pattern PATH = Pattern.compile("/[ -:<-~]*");
    private static final Pattern DOMAIN = Pattern.compile("[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*");

    private final String name;
    private final String value;
    private final String path;
    private final @Nullable String domain;
    private final @Nullable Duration maxAge;
    private final SameSite sameSite;
    private final boolean secure;
    private final boolean httpOnly;
    private final boolean partitioned;

    /** Whether a client sends the cookie with requests that come from another site. */
    public enum SameSite {
        /** Never. */
        STRICT("Strict"),
        /** Only when the user follows a link. */
        LAX("Lax"),
        /** Always; the cookie must be secure. */
        NONE("None");

        private final String word;

        SameSite(String word) {
            this.word = word;
        }
    }

    private Cookie(Parts parts) {
        name = parts.name;
        value = parts.value;
        path = parts.path;
        domain = parts.domain;
        maxAge = parts.maxAge;
        sameSite = parts.sameSite;
        secure = parts.secure;
        httpOnly = parts.httpOnly;
        partitioned = parts.partitioned;
    }

    /** Mutable attributes, used while a cookie is copied. */
    private static final class Parts {
        private final String name;
        private final String value;
        private String path = "/";
        private @Nullable String domain;
        private @Nullable Duration maxAge;
        private SameSite sameSite = SameSite.LAX;
        private boolean secure;
        private boolean httpOnly = true;
        private boolean partitioned;

        Parts(String name, String value) {
            this.name = name;
            this.value = value;
        }
    }

    private Parts parts() {
        Parts parts = new Parts(name, value);
        parts.path = path;
        parts.domain = domain;
        parts.maxAge = maxAge;
        parts.sameSite = sameSite;
        parts.secure = secure;
        parts.httpOnly = httpOnly;
        parts.partitioned = partitioned;
        return parts;
    }

    /**
     * Makes a cookie with the default attributes.
     *
     * @param name a token
     * @param value visible ASCII without comma, semicolon, backslash and double quote; the whole value may be quoted.
     *     Encode other values, for example in Base64
     * @throws IllegalArgumentException if the name or the value is not allowed, or the cookie is too large
     */
    public static Cookie of(String name, String value) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("The name of a cookie is a token, not \"" + name + "\"");
        }
        if (!VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException("The value of the cookie " + name
                    + " has characters that are not allowed in cookies; encode the value, for example in Base64");
        }
        if (name.length() + value.length() > LARGEST) {
            throw new IllegalArgumentException("The cookie " + name + " is larger than " + LARGEST + " bytes");
        }
        return new Cookie(new Parts(name, value));
    }

    /** Makes a cookie that deletes the cookie with the same name, path and domain. */
    public static Cookie expired(String name) {
        return of(name, "").maxAge(Duration.ZERO);
    }

    /** Returns a copy for this path and all paths below it. The path begins with a slash. */
    public Cookie path(String prefix) {
        if (!PATH.matcher(prefix).matches() || prefix.length() > LARGEST_ATTRIBUTE) {
            throw new IllegalArgumentException("The path of a cookie begins with a slash and has visible ASCII without"
                    + " semicolons, unlike \"" + prefix + "\"");
        }
        Parts parts = parts();
        parts.path = prefix;
        return new Cookie(parts);
    }

    /** Returns a copy for this domain and its subdomains, instead of this host only. */
    public Cookie domain(String suffix) {
        if (!DOMAIN.matcher(suffix).matches() || suffix.length() > 255) {
            throw new IllegalArgumentException(
                    "The domain of a cookie is a name such as example.com, without a dot before it, unlike \"" + suffix
                            + "\"");
        }
        Parts parts = parts();
        parts.domain = suffix;
        return new Cookie(parts);
    }

    /**
     * Returns a copy that clients keep for this time, in whole seconds; 0 deletes the cookie. Clients limit the time.
     */
    public Cookie maxAge(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("The maximum age of a cookie is at least 0, not " + time);
        }
        Parts parts = parts();
        parts.maxAge = time;
        return new Cookie(parts);
    }

    /** Returns a copy that clients send over TLS only. */
    public Cookie secure() {
        Parts parts = parts();
        parts.secure = true;
        return new Cookie(parts);
    }

    /** Returns a copy that scripts can read. */
    public Cookie readableByScripts() {
        Parts parts = parts();
        parts.httpOnly = false;
        return new Cookie(parts);
    }

    /** Returns a copy with another rule for requests from other sites. */
    public Cookie sameSite(SameSite rule) {
        Parts parts = parts();
        parts.sameSite = rule;
        return new Cookie(parts);
    }

    /** Returns a copy that clients store separately for each site that embeds this site. */
    public Cookie partitioned() {
        Parts parts = parts();
        parts.partitioned = true;
        return new Cookie(parts);
    }

    /** The name. */
    public String name() {
        return name;
    }

    /** The value. */
    public String value() {
        return value;
    }

    /**
     * Returns the value of the Set-Cookie field.
     *
     * @throws IllegalStateException if the attributes contradict each other or the prefix of the name
     */
    public String encoded() {
        check();
        StringBuilder text = new StringBuilder(name).append('=').append(value);
        text.append("; Path=").append(path);
        if (domain != null) {
            text.append("; Domain=").append(domain);
        }
        if (maxAge != null) {
            text.append("; Max-Age=").append(maxAge.toSeconds());
            if (maxAge.toSeconds() == 0) {
                text.append("; Expires=").append(HttpDate.format(0));
            }
        }
        text.append(secure ? "; Secure" : "").append(httpOnly ? "; HttpOnly" : "");
        text.append("; SameSite=").append(sameSite.word);
        return text.append(partitioned ? "; Partitioned" : "").toString();
    }

    /** Refuses a cookie that clients would not store (RFC 6265bis sections 4.1.3 and 5.7). */
    private void check() {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean host = lower.startsWith("__host-");
        boolean http = lower.startsWith("__http-") || lower.startsWith("__host-http-");
        if (host && (domain != null || !path.equals("/"))) {
            throw refused("begins with __Host-, so it must have no domain and the path /");
        }
        if (http && !httpOnly) {
            throw refused("must not be readable by scripts, as its prefix says");
        }
        if (secure) {
            return;
        }
        if (host || http || lower.startsWith("__secure-")) {
            throw refused("has a prefix that is allowed for secure cookies only; call secure()");
        }
        if (sameSite == SameSite.NONE || partitioned) {
            throw refused("is partitioned or SameSite=None, which is allowed for secure cookies only; call secure()");
        }
    }

    private IllegalStateException refused(String why) {
        return new IllegalStateException("The cookie " + name + " " + why);
    }

    /** Returns the name without the value, because the value may be secret. */
    @Override
    public String toString() {
        return "Cookie " + name;
    }
}
