package org.kamaelia.benchmarks.conformance;

/** Lists of entity tags as If-Match and If-None-Match carry them (RFC 9110 sections 8.8.3 and 13.1). */
final class EntityTags {
    private EntityTags() {}

    /**
     * Whether a list stands for a strong tag: it is {@code *}, or one of its members is the tag.
     *
     * @param list the value of the field, all its lines joined
     * @param tag a strong entity tag with its quotes
     * @param weakly whether a weak member with the same opaque part counts (RFC 9110 section 8.8.3.2)
     */
    static boolean matches(String list, String tag, boolean weakly) {
        if (list.equals("*")) {
            return true;
        }
        int at = 0;
        while (true) {
            int open = list.indexOf('"', at);
            int close = open < 0 ? -1 : list.indexOf('"', open + 1);
            if (close < 0) {
                return false;
            }
            boolean weak = open >= 2 && list.startsWith("W/", open - 2);
            if ((weakly || !weak) && list.substring(open, close + 1).equals(tag)) {
                return true;
            }
            at = close + 1;
        }
    }
}
