package org.kamaelia.http.syntax;

import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.QualityList.Member;

/** The media types that a client accepts (RFC 9110 section 12.5.1). A client that does not send the field accepts all. */
public final class Accept {
    private static final Accept ALL = new Accept(null);

    private final @Nullable QualityList list;

    private Accept(@Nullable QualityList list) {
        this.list = list;
    }

    /**
     * Reads the field.
     *
     * @param value all its lines joined; null if there is none
     */
    public static Accept of(@Nullable String value) {
        return value == null || value.isEmpty() ? ALL : new Accept(QualityList.of(value));
    }

    /**
     * The weight of a type for the client, which is that of the most specific range with the type.
     *
     * @param type such as {@code text/html}, in lower case, without parameters
     * @return thousandths, 0 to 1,000; 0 is not acceptable
     */
    public int weight(String type) {
        Member range = range(type);
        return list == null ? QualityList.FULL : range == null ? 0 : range.weight();
    }

    /** Whether the client names this very type, and not only a range such as {@code text/*}. */
    public boolean names(String type) {
        Member range = range(type);
        return range != null && range.name().equals(type);
    }

    /**
     * The highest weight of the types that the client names and that begin and end in this way, such as
     * {@code application/} and {@code json}.
     *
     * @return thousandths, 0 to 1,000; 0 if there is none
     */
    public int named(String beginning, String end) {
        int highest = 0;
        if (list != null) {
            for (Member member : list.members()) {
                if (member.name().startsWith(beginning) && member.name().endsWith(end)) {
                    highest = Math.max(highest, member.weight());
                }
            }
        }
        return highest;
    }

    /** The most specific range with a type. Ranges with parameters are left out, since our types have none. */
    private @Nullable Member range(String type) {
        if (list == null) {
            return null;
        }
        String family = type.substring(0, type.indexOf('/') + 1) + '*';
        Member best = null;
        for (Member member : list.members()) {
            boolean exact = member.name().equals(type);
            boolean fits =
                    exact || member.name().equals(family) || member.name().equals("*/*");
            boolean better = best == null
                    || exact && !best.name().equals(type)
                    || member.name().equals(family) && best.name().equals("*/*");
            if (fits && better && hasNoParameters(member)) {
                best = member;
            }
        }
        return best;
    }

    /** A charset says nothing of a type that is in UTF-8 anyway. */
    private static boolean hasNoParameters(Member member) {
        return member.parameters().isEmpty() || member.parameters().startsWith(";charset=utf-8");
    }
}
