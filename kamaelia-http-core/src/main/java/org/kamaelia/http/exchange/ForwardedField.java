package org.kamaelia.http.exchange;

/** A field in which proxies report the request that they received. */
public enum ForwardedField {
    /** {@code Forwarded} (RFC 7239): address, scheme and host. */
    FORWARDED("Forwarded"),
    /** {@code X-Forwarded-For}: the address. */
    X_FORWARDED_FOR("X-Forwarded-For"),
    /** {@code X-Forwarded-Proto}: the scheme. */
    X_FORWARDED_PROTO("X-Forwarded-Proto"),
    /** {@code X-Forwarded-Host}: the host, with or without a port. */
    X_FORWARDED_HOST("X-Forwarded-Host"),
    /** {@code X-Forwarded-Port}: the port of the host, if the host names none. */
    X_FORWARDED_PORT("X-Forwarded-Port");

    private final String fieldName;

    ForwardedField(String fieldName) {
        this.fieldName = fieldName;
    }

    /** The name of the field. */
    public String fieldName() {
        return fieldName;
    }
}
