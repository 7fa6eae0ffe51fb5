package org.kamaelia.http.syntax;

import static org.kamaelia.fuzzing.Trace.check;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.kamaelia.fuzzing.NaiveAuthority;
import org.kamaelia.fuzzing.NaiveReading;
import org.kamaelia.http.http1.Http1RequestHead;
import org.kamaelia.http.http1.RequestParser;

/** Input: the text of an authority. */
@DisplayName("An authority, in Host, in an absolute target and in the target of CONNECT")
class AuthorityFuzzTest {

    @FuzzTest(maxDuration = "", maxExecutions = 2_000_000)
    @DisplayName("is taken if and only if it is a host with an optional port, RFC 9110 4.2, RFC 3986 3.2.2")
    void hostAndPort(byte[] input) {
        String authority = NaiveReading.text(input, 0, Math.min(input.length, 300));
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        String host = hasPort ? authority.substring(0, colon) : authority;
        String port = hasPort ? authority.substring(colon + 1) : "";
        boolean valid = NaiveAuthority.isHost(host) && NaiveAuthority.isPort(port);

        boolean blank = authority.startsWith(" ")
                || authority.startsWith("\t")
                || authority.endsWith(" ")
                || authority.endsWith("\t");
        if (!blank && !authority.contains("\r\n")) {
            check(taken("GET / HTTP/1.1\r\nHost: ", authority, "\r\n\r\n", host, port) == valid, "as Host");
        }
        boolean inTarget = authority.chars().allMatch(c -> c > ' ' && c < 0x7f && "/?#".indexOf(c) < 0);
        if (inTarget) {
            String rest = "/ HTTP/1.1\r\nHost: other\r\n\r\n";
            check(taken("GET http://", authority, rest, host, port) == valid, "in an absolute target");
        }
        String rest = " HTTP/1.1\r\nHost: other\r\n\r\n";
        boolean connect = valid && !port.isEmpty();
        check(taken("CONNECT ", authority, rest, host, port) == connect, "as target of CONNECT");
    }

    private static boolean taken(String before, String authority, String behind, String host, String port) {
        byte[] octets = (before + authority + behind).getBytes(StandardCharsets.ISO_8859_1);
        RequestParser parser = new RequestParser(ParserLimits.defaults());
        if (parser.parse(ByteBuffer.wrap(octets)) != RequestParser.Event.HEAD) {
            return false;
        }
        Http1RequestHead head = parser.head();
        check(head.authority().equals(authority), "the authority is %s", head.authority());
        check(head.host().equals(host), "the host is %s", head.host());
        check(head.port() == (port.isEmpty() ? -1 : Integer.parseInt(port)), "the port is %d", head.port());
        return true;
    }
}
