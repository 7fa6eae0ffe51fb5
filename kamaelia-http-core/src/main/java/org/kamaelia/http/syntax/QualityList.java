package org.kamaelia.http.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The members of a list in which a client says what it prefers, such as that of Accept or Accept-Encoding, with their
 * weights (RFC 9110 sections 12.4.2 and 5.6.1).
 *
 * @param members in the order of the field; at most {@value #MOST}, and more are ignored
 */
record QualityList(List<Member> members) {
    static final int MOST = 64;

    /** The most a member can weigh. */
    static final int FULL = 1_000;

    /**
     * One member.
     *
     * @param name in lower case, up to its first parameter
     * @param parameters in lower case, each behind a semicolon and without blanks; those from {@code q} on left out
     * @param weight thousandths, 0 to 1,000; a weight that is malformed counts as 0
     */
    record Member(String name, String parameters, int weight) {}

    static QualityList of(String value) {
        List<Member> members = new ArrayList<>();
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i <= value.length() && members.size() < MOST; i++) {
            if (i == value.length() || value.charAt(i) == ',' && !quoted) {
                add(members, value.substring(start, i));
                start = i + 1;
            } else if (value.charAt(i) == '"') {
                quoted = !quoted;
            } else if (value.charAt(i) == '\\' && quoted) {
                i++;
            }
        }
        return new QualityList(members);
    }

    private static void add(List<Member> members, String text) {
        String[] pieces = text.toLowerCase(Locale.ROOT).split(";", -1);
        String name = pieces[0].strip();
        if (name.isEmpty()) {
            return;
        }
        StringBuilder parameters = new StringBuilder();
        for (int i = 1; i < pieces.length; i++) {
            String piece = pieces[i].strip();
            if (piece.startsWith("q=")) {
                members.add(new Member(name, parameters.toString(), weight(piece.substring(2))));
                return;
            }
            parameters.append(';').append(piece);
        }
        members.add(new Member(name, parameters.toString(), FULL));
    }

    /** A {@code qvalue}: 0 to 1 with at most three digits behind the point. */
    private static int weight(String value) {
        boolean zero = value.startsWith("0");
        boolean wellFormed = (zero || value.startsWith("1")) && (value.length() == 1 || value.charAt(1) == '.');
        if (!wellFormed || value.length() > 5) {
            return 0;
        }
        int weight = zero ? 0 : FULL;
        int place = 100;
        for (int i = 2; i < value.length(); i++, place /= 10) {
            char digit = value.charAt(i);
            if (digit < '0' || digit > (zero ? '9' : '0')) {
                return 0;
            }
            weight += place * (digit - '0');
        }
        return weight;
    }
}
