package org.kamaelia.http.http2;

/** Which fields enter the dynamic table of an encoder (RFC 7541 section 7.1). */
enum Indexing {
    /** At once: the same value comes with most responses. */
    AT_ONCE,
    /** When the same field is sent for the second time, so that values that never repeat do not fill the table. */
    SECOND_TIME,
    /** Never, and no gateway may index it either, because the value may be secret. */
    NEVER;

    private static final Indexing[] STATIC = new Indexing[StaticTable.LAST + 1];

    static {
        for (int i = 0; i <= StaticTable.LAST; i++) {
            STATIC[i] = switch (i == 0 ? "" : StaticTable.text(i)) {
                case "authorization", "proxy-authorization", "cookie", "set-cookie" -> NEVER;
                case ":status", "content-type", "content-encoding", "content-language" -> AT_ONCE;
                case "cache-control", "server", "vary", "strict-transport-security" -> AT_ONCE;
                case "accept-ranges", "access-control-allow-origin" -> AT_ONCE;
                default -> SECOND_TIME;
            };
        }
    }

    /** Returns the rule for a name by its index in the static table; 0 for a name that is not there. */
    static Indexing of(int staticIndex) {
        return STATIC[staticIndex];
    }
}
