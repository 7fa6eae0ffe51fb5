package org.kamaelia.http.syntax;

/** The four forms of a request target (RFC 9112 3.2). */
public enum TargetForm {

    /** {@code /where?q=now}, the usual form (RFC 9112 3.2.1). */
    ORIGIN,

    /** {@code http://www.example.org/pub}, as clients send it to proxies; its authority wins over Host (3.2.2). */
    ABSOLUTE,

    /** {@code www.example.com:80}, only with CONNECT (3.2.3). */
    AUTHORITY,

    /** {@code *}, only with OPTIONS (3.2.4). */
    ASTERISK
}
