package org.kamaelia.http.syntax;

import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.QualityList.Member;

/**
 * The content codings that a client accepts (RFC 9110 section 12.5.3). A client that does not send the field accepts every
 * coding by the letter of the RFC. It gets none, since only a representation without a coding is understood by all clients.
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
     * The weight of a coding for the client.
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
     * The best of the codings of a representation.
     *
     * @param codings in lower case; among codings of equal weight the first one wins
     * @return the coding; null if the client likes no coding just as much, or accepts none of these
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
        // A client that does not list identity likes every coding that it lists better.
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
