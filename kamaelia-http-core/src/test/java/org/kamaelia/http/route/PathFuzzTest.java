package org.kamaelia.http.route;

import static org.kamaelia.fuzzing.Trace.check;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.kamaelia.fuzzing.NaivePath;
import org.kamaelia.http.http1.Http1RequestHead;
import org.kamaelia.http.http1.RequestParser;
import org.kamaelia.http.syntax.NormalPath;
import org.kamaelia.http.syntax.ParserLimits;

/** Input: what follows the first slash of a request target. */
@DisplayName("A request target")
class PathFuzzTest {

    @FuzzTest(maxDuration = "", maxExecutions = 2_000_000)
    @DisplayName("is taken by its grammar, and its path has one normal form that never leads above the root, RFC 3986")
    void normalForm(byte[] input) {
        String target = '/' + new String(input, StandardCharsets.ISO_8859_1);
        Http1RequestHead head = parse(target);
        check((head != null) == NaivePath.isOriginForm(target), "taken: %s", head);
        if (head == null) {
            return;
        }
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        check(head.path().equals(path), "the path is %s", head.path());
        check(mark < 0 ? head.query() == null : target.substring(mark + 1).equals(head.query()), "the query");

        List<String> segments = NaivePath.segments(path);
        String normal = NormalPath.of(path);
        check((NormalPath.fault(path) == null) == (segments != null), "refused: %s", NormalPath.fault(path));
        check(normal.startsWith("/"), "no absolute path: %s", normal);
        check(NormalPath.of(normal).equals(normal), "another normal form of %s", normal);
        check(("/" + normal + "/").indexOf("/../") < 0, "a dot segment in %s", normal);
        check(normal.chars().noneMatch(Character::isISOControl), "a control character in %s", normal);
        if (segments != null) {
            check(List.of(normal.substring(1).split("/", -1)).equals(segments), "normal %s, not %s", normal, segments);
        }
    }

    /** The head of a request with this target; null if it is refused, or if the input itself ended the request line. */
    private static @Nullable Http1RequestHead parse(String target) {
        byte[] octets = ("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        RequestParser parser = new RequestParser(ParserLimits.defaults());
        boolean taken = parser.parse(ByteBuffer.wrap(octets)) == RequestParser.Event.HEAD;
        return taken && parser.head().target().equals(target) ? parser.head() : null;
    }
}
