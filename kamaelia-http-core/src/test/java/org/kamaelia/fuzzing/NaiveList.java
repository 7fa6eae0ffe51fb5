package org.kamaelia.fuzzing;

import java.util.ArrayList;
import java.util.List;

/** A field value that is a list (RFC 9110 5.6.1), told with two switches. */
public final class NaiveList {

    private NaiveList() {}

    /** The members of a list in lower case; a comma in a quoted string divides nothing. */
    public static List<String> members(String value) {
        List<String> members = new ArrayList<>();
        StringBuilder member = new StringBuilder();
        boolean quoted = false;
        boolean escaped = false;
        for (char c : value.toCharArray()) {
            if (c == ',' && !quoted) {
                members.add(member.toString());
                member.setLength(0);
                continue;
            }
            quoted = c == '"' && !escaped ? !quoted : quoted;
            escaped = c == '\\' && quoted && !escaped;
            member.append(c);
        }
        members.add(member.toString());
        members.replaceAll(one -> lower(NaiveReading.fields("n:" + one).get(0).getValue()));
        return members;
    }

    private static String lower(String text) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            lower.setCharAt(i, c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
        return lower.toString();
    }
}
