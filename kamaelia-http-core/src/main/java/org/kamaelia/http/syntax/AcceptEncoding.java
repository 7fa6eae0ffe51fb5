package org.kamaelia.http.syntax;

import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.QualityList.Member;

/**
 * The content codings that a client takes (RFC 9110 section 12.5.3). Without the field every coding would do, yet
 * nothing but the representation as it is can be understood by all, so that is what such a client gets.
 */
public final class AcceptEncoding {
    private static final AcceptEncoding NONE = new AcceptEncoding(null);
    private static final int UNLISTED = -1;

    private final @Nullable QualityList list;

    private AcceptEncoding(@Nullable QualityList list) {
        this.list = list;
    }

    /**
     * Reads the field.
     *
     * @param value all its lines joined; null if there is none
     */
    public static AcceptEncoding of(@Nullable String value) {
        return value == null || value.isEmpty() ? NONE : new AcceptEncoding(QualityList.of(value));
    }

    /**
     * What a coding is worth to the client.
     *
     * @param coding such as {@code gzip}, in lower case; {@code gzip} and {@code x-gzip} are one (section 8.4.1.3)
     * @return thousandths, 0 to 1,000; 0 is not acceptable
     */
    public int weight(String coding) {
        int listed = listed(coding);
        return listed != UNLISTED ? listed : Math.max(0, listed("*"));
    }

    /** Whether a response without any coding is acceptable: always, unless the client says that it is not. */
    public boolean acceptsIdentity() {
        int own = listed("identity");
        return own == UNLISTED ? listed("*") != 0 : own > 0;
    }

    /**
     * The best of the codings that a representation can be had in.
     *
     * @param codings in lower case, the one that the server likes best first, which decides among equals
     * @return the coding, or null for none: it is as good as any to the client, or no other is acceptable
     */
    public @Nullable String choose(String... codings) {
        if (list == null) {
            return null;
        }
        String best = null;
        int most = 0;
        for (String coding : codings) {
            int weight = weight(coding);
            if (weight > most) {
                best = coding;
                most = weight;
            }
        }
        // A client that says nothing of the representation as it is likes every coding better that it lists.
        return most >= weight("identity") ? best : null;
    }

    private int listed(String coding) {
        if (list == null) {
            return UNLISTED;
        }
        for (Member member : list.members()) {
            if (member.name().equals(coding)
                    || coding.equals("gzip") && member.name().equals("x-gzip")) {
                return member.parameters().isEmpty() ? member.weight() : 0;
            }
        }
        return UNLISTED;
    }
}
