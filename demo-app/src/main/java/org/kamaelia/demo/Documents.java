package org.kamaelia.demo;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.kamaelia.http.Handler;
import org.kamaelia.http.spring.HandlerPath;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.annotation.Scope;
import org.springframework.stereotype.Component;

/**
 * Accepts a customs document of any length up to the limit, and responds with a receipt: the size and the SHA-256 of
 * the document. The checksum is updated with each chunk that arrives, and no chunk is kept.
 */
@Component
@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
@HandlerPath(
        path = "/documents",
        servers = {"public", "secure"},
        methods = "POST")
class Documents extends Handler {
    private final MessageDigest sha256 = sha256();
    private final long limit;
    private long bytes;

    /** The receipt for a document. */
    record Receipt(long bytes, String sha256) {}

    Documents(DeskProperties properties) {
        limit = properties.documentLimit().toBytes();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    @Override
    protected long maxBody() {
        return limit;
    }

    @Override
    protected void step() {
        for (ByteBuffer chunk; (chunk = inbox.poll()) != null; ) {
            bytes += chunk.remaining();
            sha256.update(chunk);
        }
        if (inbox.ended()) {
            respond(Json.response(new Receipt(bytes, HexFormat.of().formatHex(sha256.digest()))));
        }
    }
}
