package org.kamaelia.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The one user of the service. A password is compared by its hash, which takes some time by design. */
@Component
class Users {
    private static final Response ASKED =
            Response.of(401).header("WWW-Authenticate", "Basic realm=\"orders\", charset=\"UTF-8\"");

    private final byte[] salt = SecureRandom.getSeed(16);
    private final byte[] known;

    Users(@Value("${desk.user}") String user, @Value("${desk.password}") String password)
            throws GeneralSecurityException {
        known = hash(user + ':' + password);
    }

    /** Null if the request carries the name and the password of the user. May block. */
    @Nullable
    Response check(Request request) throws GeneralSecurityException {
        String said = request.header("Authorization");
        if (said == null || !said.regionMatches(true, 0, "Basic ", 0, 6)) {
            return ASKED;
        }
        try {
            String credentials =
                    new String(Base64.getDecoder().decode(said.substring(6).strip()), UTF_8);
            return MessageDigest.isEqual(hash(credentials), known) ? null : ASKED;
        } catch (IllegalArgumentException malformed) {
            return ASKED;
        }
    }

    private byte[] hash(String credentials) throws GeneralSecurityException {
        PBEKeySpec secret = new PBEKeySpec(credentials.toCharArray(), salt, 100_000, 256);
        return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(secret)
                .getEncoded();
    }
}
