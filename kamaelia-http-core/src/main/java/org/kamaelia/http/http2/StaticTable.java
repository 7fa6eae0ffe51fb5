package org.kamaelia.http.http2;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The static table of HPACK (RFC 7541 appendix A). Its indices are 1 to 61. */
final class StaticTable {

    /** The last index. */
    static final int LAST = 61;

    // Indices of names that the encoder uses without a search.
    static final int STATUS_200 = 8;
    static final int CONTENT_LENGTH = 28;
    static final int DATE = 33;
    static final int SERVER = 54;

    /** One entry a line: the name, and the value after a space if the entry has one. */
    private static final String ENTRIES = """
            :authority
            :method GET
            :method POST
            :path /
            :path /index.html
            :scheme http
            :scheme https
            :status 200
            :status 204
            :status 206
            :status 304
            :status 400
            :status 404
            :status 500
            accept-charset
            accept-encoding gzip, deflate
            accept-language
            accept-ranges
            accept
            access-control-allow-origin
            age
            allow
            authorization
            cache-control
            content-disposition
            content-encoding
            content-language
            content-length
            content-location
            content-range
            content-type
            cookie
            date
            etag
            expect
            expires
            from
            host
            if-match
            if-modified-since
            if-none-match
            if-range
            if-unmodified-since
            last-modified
            link
            location
            max-forwards
            proxy-authenticate
            proxy-authorization
            range
            referer
            refresh
            retry-after
            server
            set-cookie
            strict-transport-security
            transfer-encoding
            user-agent
            vary
            via
            www-authenticate
            """;

    private static final byte[][] NAMES = new byte[LAST + 1][];
    private static final byte[][] VALUES = new byte[LAST + 1][];
    private static final int[] HASHES = new int[LAST + 1];
    /** The first index with a name, by the lowest bits of the hash of the name, or in one of the next places. */
    private static final byte[] PLACES = new byte[256];

    static {
        String[] lines = ENTRIES.split("\n");
        for (int i = 1; i <= LAST; i++) {
            String line = lines[i - 1];
            int space = line.indexOf(' ');
            String name = space < 0 ? line : line.substring(0, space);
            NAMES[i] = name.getBytes(StandardCharsets.US_ASCII);
            VALUES[i] = line.substring(space < 0 ? line.length() : space + 1).getBytes(StandardCharsets.US_ASCII);
            HASHES[i] = hash(0, NAMES[i], 0, NAMES[i].length);
            if (i == 1 || !Arrays.equals(NAMES[i], NAMES[i - 1])) {
                place(i);
            }
        }
    }

    private static void place(int index) {
        int place = HASHES[index] & PLACES.length - 1;
        while (PLACES[place] != 0) {
            place = place + 1 & PLACES.length - 1;
        }
        PLACES[place] = (byte) index;
    }

    private StaticTable() {}

    /** The name of an entry. Do not change the array. */
    static byte[] name(int index) {
        return NAMES[index];
    }

    /** The value of an entry, which may be empty. Do not change the array. */
    static byte[] value(int index) {
        return VALUES[index];
    }

    /** The octets of the name and the value of an entry. */
    static int length(int index) {
        return NAMES[index].length + VALUES[index].length;
    }

    /** Continues a hash over octets. The hash of a name begins with 0. */
    static int hash(int before, byte[] octets, int from, int to) {
        int hash = before;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + octets[i];
        }
        return hash;
    }

    /** The hash of the name of an entry. */
    static int hash(int index) {
        return HASHES[index];
    }

    /** The name of an entry as text. */
    static String text(int index) {
        return new String(NAMES[index], StandardCharsets.US_ASCII);
    }

    /** The first index with a name, in lower case; 0 if there is none. */
    static int indexOf(byte[] octets, int name, int nameEnd, int hash) {
        int place = hash & PLACES.length - 1;
        for (int index; (index = PLACES[place]) != 0; place = place + 1 & PLACES.length - 1) {
            if (HASHES[index] == hash && Arrays.equals(NAMES[index], 0, NAMES[index].length, octets, name, nameEnd)) {
                return index;
            }
        }
        return 0;
    }
}
