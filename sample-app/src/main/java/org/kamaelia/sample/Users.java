package org.kamaelia.sample;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Principal;
import java.security.SecureRandom;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.filter.Authentication;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The one user of the service. A password is compared by its hash, which takes some time by design. */
@Component
class Users {
    private final byte[] salt = SecureRandom.getSeed(16);
    private final byte[] known;

    Users(@Value("${desk.user}") String user, @Value("${desk.password}") String password)
            throws GeneralSecurityException {
        known = hash(user, password);
    }

    /** Returns the user; null if the name or the password is another one. May block. */
    @Nullable
    Principal check(String user, String password) throws GeneralSecurityException {
        return MessageDigest.isEqual(hash(user, password), known) ? Authentication.named(user) : null;
    }

    private byte[] hash(String user, String password) throws GeneralSecurityException {
        PBEKeySpec secret = new PBEKeySpec((user + ':' + password).toCharArray(), salt, 100_000, 256);
        return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(secret)
                .getEncoded();
    }
}
