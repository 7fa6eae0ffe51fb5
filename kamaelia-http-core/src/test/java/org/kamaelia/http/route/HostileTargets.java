package org.kamaelia.http.route;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Targets with which somebody would try to go around a guard of {@code /guarded/} to {@code /guarded/secret.txt}. */
public final class HostileTargets {
    /** Between the root and the first segment, and between two segments. */
    private static final List<String> SEPARATORS = List.of(
            "/",
            "//",
            "///",
            "/./",
            "/.//",
            "//./",
            "/x/../",
            "/x//../",
            "/../",
            "/%2e/",
            "/%2E%2e/",
            "/x/%2e%2E/",
            "/x/.%2e/",
            "/..;/",
            "/.;/",
            "/;/",
            "/;x=y/",
            "/x;/../",
            "/x/..;/",
            "/x/..%3b/",
            "%2f",
            "%2F",
            "/%2f",
            "%2f/",
            "\\",
            "%5c",
            "%5C",
            "/%5c",
            "/\\",
            "/..%2f",
            "/..%5c",
            "/..\\",
            "/x%2f..%2f",
            "/x%2f../",
            "/x%5c..%5c",
            "/%252e%252e/",
            "/x/%252e%252e/",
            "%252f",
            "%255c",
            "/%25252e/",
            "/%00/",
            "/x%00/../",
            "/%20/",
            "/+/",
            "/.%00/",
            "/%c0%ae/",
            "/x/%c0%ae%c0%ae/",
            "%c0%af",
            "%e0%80%af",
            "%f0%80%80%af",
            "/%e0%80%ae/",
            "%ef%bc%8f",
            "%e2%88%95",
            "%e2%81%84",
            "/%ef%bc%8e%ef%bc%8e/",
            "/x/%ef%bc%8e%ef%bc%8e/",
            "/%09/",
            "/%0a/",
            "/%0d%0a/",
            "/%7f/",
            "/%c2%a0/",
            "/%u002e/",
            "%u2215",
            "/.../",
            "/..../",
            "/x/.../",
            "/~/",
            "/:/",
            "/x:/../",
            "/#/",
            "/?/",
            "/x?/../",
            "/%23/",
            "/%3f/",
            "/%3b/",
            "/*/",
            "/%e2%80%8b/",
            "/%ad/",
            "/%c2%ad/",
            "/%1/",
            "/%/",
            "/%zz/");

    private static final List<String> ENDS = List.of(
            "",
            "/",
            "//",
            "/.",
            "/./",
            "/x/..",
            "/..",
            "/../secret.txt",
            ".",
            "..",
            "...",
            "%2e",
            "%20",
            "%09",
            "+",
            ";",
            ";x",
            ";x=y",
            ";/",
            "/;",
            "/;x",
            "%3b",
            "%3bx",
            "?",
            "?x",
            "?/../x",
            "#",
            "#x",
            "%23",
            "%23x",
            "%3f",
            "%3fx",
            "%00",
            "%00.html",
            "%0a",
            "%0d",
            "%7f",
            "%c0%80",
            "::$DATA",
            "%3a%3a$DATA",
            ":",
            "~",
            "~1",
            "*",
            "%2a",
            "\\",
            "%5c",
            "%5c.",
            "%2f",
            "%2f.",
            "%2f..%2fsecret.txt",
            "%ad",
            "%c2%ad",
            "%e2%80%8b",
            "%ef%bb%bf",
            "%cc%81",
            "%",
            "%2",
            "%zz",
            "/index.html",
            "/%2e",
            "/%2e%2e/secret.txt",
            "%252e",
            "%2500",
            "^",
            "|",
            "[",
            "]",
            "%5b%5d",
            "\t",
            " ");

    private static final List<String> FIRST = List.of(
            "guarded",
            "Guarded",
            "GUARDED",
            "%67uarded",
            "%47uarded",
            "g%75arded",
            "guarde%64",
            "%67%75%61%72%64%65%64",
            "%2567uarded",
            "guarded.",
            "guarded%20",
            "guarded;",
            "guarded;x",
            "guarded;x=y",
            "guarded%3bx",
            ";guarded",
            "%20guarded",
            "guarded%00",
            "%00guarded",
            "guarded%09",
            "%ef%bd%87uarded",
            "gua%cc%81rded",
            "gu%c3%a1rded",
            "guard%c2%aded",
            "guarded%e2%80%8b",
            "%e2%80%8bguarded",
            "guarded~",
            "guarde%C4%8F",
            "guarded..",
            "guarded:",
            ".guarded",
            "./guarded",
            "guarded%2f.",
            "x/../guarded",
            "x/%2e%2e/guarded",
            "guarded/../guarded",
            "guarded/x/..");

    private static final List<String> SECOND = List.of(
            "secret.txt",
            "%73ecret.txt",
            "secret%2etxt",
            "SECRET.TXT",
            "secret%2Etxt",
            "secret.tx%74",
            "secret%252etxt",
            "secret.txt;a",
            "s%65cret.txt.",
            "SECRET~1.TXT",
            "secret%ef%bc%8etxt",
            "x/../secret.txt",
            "./secret.txt");

    private HostileTargets() {}

    /** Every separator, every end, and every spelling of the two segments, and some of their pairs. */
    public static List<String> all() {
        Set<String> all = new LinkedHashSet<>();
        for (String one : SEPARATORS) {
            for (int i = 0; i < SEPARATORS.size(); i += 5) {
                String other = SEPARATORS.get((i + all.size()) % SEPARATORS.size());
                all.add(one + "guarded" + other + "secret.txt");
            }
            for (String end : ENDS) {
                all.add("/guarded" + one + "secret.txt" + end);
            }
            for (String first : FIRST) {
                all.add("/" + first + one + "secret.txt");
                all.add(one + first + "/secret.txt");
            }
            for (String second : SECOND) {
                all.add("/guarded" + one + second);
                all.add("/open" + one + "guarded/" + second);
                all.add("/mounted" + one + "guarded/" + second);
                all.add("/mounted/guarded" + one + second);
            }
            all.add("/open" + one + ".." + one + "guarded" + one + "secret.txt");
        }
        for (String first : FIRST) {
            for (String second : SECOND) {
                for (int i = 0; i < ENDS.size(); i += 24) {
                    String end = ENDS.get((i + all.size()) % ENDS.size());
                    all.add("/" + first + "/" + second + end);
                }
            }
        }
        return new ArrayList<>(all);
    }

    /** Other forms of a target, which HTTP/1.1 allows in its request line, or which look like them. */
    static List<String> inOtherForms(String target) {
        return List.of(
                "http://h" + target,
                "HTTP://h" + target,
                "https://h:80" + target,
                "http://user@h" + target,
                "http://other" + target,
                "http:" + target,
                "//h" + target,
                "ftp://h" + target,
                "http://h?" + target,
                "http://h/open/.." + target,
                "*" + target,
                target.substring(1),
                "?" + target,
                "." + target,
                ";" + target,
                "/" + "*" + target);
    }
}
