package org.kamaelia.benchmarks.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A key and a certificate for {@code localhost} and 127.0.0.1 that are made when a server starts and are kept in memory
 * (RFC 5280). The JDK has no public way to sign a certificate, so its few octets are written here.
 */
public final class OwnCertificate {
    /** The password of the key in {@link #keyStore()}. */
    public static final String PASSWORD = "benchmarks";

    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_ID = 0x06;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME = 0x17;
    private static final int CONTEXT = 0x80;
    private static final int CONSTRUCTED = 0xa0;
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;
    private static final int VERSION_3 = 2;
    private static final int EXTENSIONS = 3;

    private static final byte[] ECDSA_WITH_SHA256 = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02};
    private static final byte[] COMMON_NAME = {0x55, 0x04, 0x03};
    private static final byte[] SUBJECT_ALT_NAME = {0x55, 0x1d, 0x11};
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final String HOST = "localhost";
    private static final Duration VALID = Duration.ofDays(30);
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private OwnCertificate() {}

    /** Makes a TLS context with a new key. */
    public static SSLContext context() {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(keyStore(), PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes a key store with a new key. */
    public static KeyStore keyStore() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(HOST, pair.getPrivate(), PASSWORD.toCharArray(), new Certificate[] {certificate(pair)});
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Certificate certificate(KeyPair pair) throws GeneralSecurityException {
        byte[] algorithm = der(SEQUENCE, der(OBJECT_ID, ECDSA_WITH_SHA256));
        byte[] name = der(
                SEQUENCE,
                der(
                        SET,
                        der(
                                SEQUENCE,
                                der(OBJECT_ID, COMMON_NAME),
                                der(UTF8_STRING, HOST.getBytes(StandardCharsets.US_ASCII)))));
        Instant now = Instant.now();
        byte[] validity = der(SEQUENCE, time(now.minus(Duration.ofDays(1))), time(now.plus(VALID)));
        byte[] names = der(
                SEQUENCE,
                der(CONTEXT | DNS_NAME, HOST.getBytes(StandardCharsets.US_ASCII)),
                der(CONTEXT | IP_ADDRESS, LOOPBACK));
        byte[] extension = der(SEQUENCE, der(OBJECT_ID, SUBJECT_ALT_NAME), der(OCTET_STRING, names));
        byte[] signed = der(
                SEQUENCE,
                der(CONSTRUCTED, der(INTEGER, new byte[] {VERSION_3})),
                der(INTEGER, new BigInteger(63, new SecureRandom()).toByteArray()),
                algorithm,
                name,
                validity,
                name,
                pair.getPublic().getEncoded(),
                der(CONSTRUCTED | EXTENSIONS, der(SEQUENCE, extension)));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(signed);
        byte[] whole = der(SEQUENCE, signed, algorithm, der(BIT_STRING, new byte[1], signature.sign()));
        return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
    }

    private static byte[] time(Instant at) {
        return der(UTC_TIME, UTC.format(at).getBytes(StandardCharsets.US_ASCII));
    }

    /** An element of ASN.1 in its distinguished encoding: the tag, the length, and the parts of the content. */
    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        int length = content.size();
        if (length >= 0x100) {
            element.write(0x82);
            element.write(length >>> 8);
        } else if (length >= 0x80) {
            element.write(0x81);
        }
        element.write(length);
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }
}
