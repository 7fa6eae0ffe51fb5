package org.kamaelia.verification.smuggling;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.verification.smuggling.Judge.Verdict;
import org.kamaelia.verification.smuggling.Run.Moment;

@DisplayName("The smuggling test")
class SmugglingTest {
    private static final Path CORPUS = Path.of("smuggling", "corpus");

    @TempDir
    Path scratch;

    private Verdict verdict(Origin origin, List<HostileCase> corpus, boolean thorough) throws Exception {
        Lane lane = new Lane(origin, null, scratch);
        List<Run> runs;
        try (lane) {
            runs = new LaneRun(lane, thorough).run(corpus, List.of(Moment.AT_ONCE));
        }
        return Judge.judge(lane, runs);
    }

    private static List<HostileCase> named(String pattern) throws Exception {
        return Corpus.read(CORPUS).stream()
                .filter(hostile -> hostile.name().matches(pattern))
                .toList();
    }

    @Test
    @DisplayName("has at least 150 messages, each of which can be written")
    void corpus() throws Exception {
        List<HostileCase> corpus = Corpus.read(CORPUS);

        assertThat(corpus).hasSizeGreaterThanOrEqualTo(150);
        assertThat(corpus)
                .allSatisfy(hostile ->
                        assertThat(Template.render(hostile.template(), "x")).isNotEmpty());
    }

    @Test
    @DisplayName("finds nothing on our server: no message is read as two, every victim gets its own answer")
    void ourServer() throws Exception {
        Verdict verdict = verdict(new KamaeliaOrigin(), Corpus.read(CORPUS), true);

        assertThat(verdict.violations()).isEmpty();
    }

    @Test
    @DisplayName("finds the request that a server smuggles which prefers Content-Length to Transfer-Encoding")
    void lengthPreferred() throws Exception {
        Verdict verdict = verdict(new GullibleOrigin(), named("te-cl"), false);

        assertThat(verdict.violations())
                .anySatisfy(
                        violation -> assertThat(violation).isEqualTo("te-cl.p: a handler saw GET /smuggled-te-cl.p"));
    }

    @Test
    @DisplayName("finds the request that a server smuggles which takes a GET to have no body")
    void bodyIgnored() throws Exception {
        Verdict verdict = verdict(new GullibleOrigin(), named("body-get-cl"), false);

        assertThat(verdict.violations())
                .anySatisfy(violation ->
                        assertThat(violation).isEqualTo("body-get-cl.p: a handler saw GET /smuggled-body-get-cl.p"));
    }

    @Test
    @DisplayName("finds that the answer to a smuggled request goes to a client that did not ask for it")
    void foreignAnswer() throws Exception {
        Verdict verdict = verdict(new GullibleOrigin(), named("body-get-cl"), false);

        assertThat(verdict.violations())
                .anySatisfy(violation -> assertThat(violation)
                        .contains("the hostile connection got an answer to GET /smuggled-body-get-cl.p"));
    }

    @Test
    @DisplayName("writes the length of the body where the message asks for it")
    void length() {
        List<Template.Step> steps =
                Template.render("POST / HTTP/1.1\\r\\nContent-Length: {length}\\r\\n\\r\\nhello{end} more", "x");

        assertThat(steps)
                .singleElement()
                .satisfies(step -> assertThat(new String(step.octets(), ISO_8859_1))
                        .isEqualTo("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello more"));
    }

    @Test
    @DisplayName("names file and line of a malformed message")
    void malformedCorpus() throws Exception {
        Files.writeString(scratch.resolve("x.txt"), "case: a\ndirect: 200 maybe\nclause: none\n>>>\nGET\n<<<\n");

        assertThatThrownBy(() -> Corpus.read(scratch))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("x.txt:6: \"maybe\" is no status, nor close, nor waits");
    }
}
