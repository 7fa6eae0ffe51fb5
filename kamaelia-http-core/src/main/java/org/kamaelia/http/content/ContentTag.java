package org.kamaelia.http.content;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.kamaelia.http.syntax.EntityTag;

/**
 * Strong entity tags made of the content itself (RFC 9110 section 8.8.1): 128 bits of its SHA-256. The same content has
 * the same tag after a restart and on another machine.
 */
final class ContentTag {
    private static final int BYTES = 16;

    private ContentTag() {}

    static EntityTag of(byte[] content) {
        return ofDigest(sha256().digest(content));
    }

    /** Reads a stream to its end; may block. */
    static EntityTag of(InputStream content) throws IOException {
        MessageDigest digest = sha256();
        byte[] some = new byte[16 * 1024];
        for (int count; (count = content.read(some)) >= 0; ) {
            digest.update(some, 0, count);
        }
        return ofDigest(digest.digest());
    }

    private static EntityTag ofDigest(byte[] digest) {
        return EntityTag.strong(Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, BYTES)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }
}
