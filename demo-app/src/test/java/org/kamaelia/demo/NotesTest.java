package org.kamaelia.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.demo.Client.framing;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@DeskTest
@DisplayName("Notes")
class NotesTest {
    @Autowired
    PublicClient client;

    @Autowired
    AdminClient staff;

    private HttpResponse<String> leave(String text) {
        return client.postJson("/notes", "{\"text\":\"" + text + "\"}");
    }

    @Test
    @DisplayName("are left by customers, and read on both servers from a file, with its length")
    void leftAndRead() {
        HttpResponse<String> left = leave("Leave it with Mrs. O'Neill &amp; <sons>");
        assertThat(left.statusCode()).isEqualTo(204);
        assertThat(framing(left)).isEqualTo("none");

        HttpResponse<String> read = staff.get("/notes");
        assertThat(framing(read)).isEqualTo("content-length");
        assertThat(read.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
        assertThat(read.body().lines())
                .anySatisfy(line -> assertThat(line)
                        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\t.*")
                        .endsWith("\tLeave it with Mrs. O'Neill &amp; <sons>"));
        assertThat(client.get("/notes").body()).isEqualTo(read.body());
    }

    @Test
    @DisplayName("cannot forge a second line")
    void oneLine() {
        HttpResponse<String> answer = leave("one\\ntwo");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"text\" is one line of 1 to 500 characters");
    }

    @Test
    @DisplayName("are refused with 413 when they are long")
    void tooLong() {
        assertThat(leave("x".repeat(5_000)).statusCode()).isEqualTo(413);
    }

    @Test
    @DisplayName("are refused with 415 from a form, which any page could send")
    void form() {
        HttpResponse<String> answer = client.send(client.to("/notes")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{\"text\":\"hello\"}"))
                .build());
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.headers().firstValue("Accept")).hasValue("application/json");
    }

    @Test
    @DisplayName("are refused with 400 when they are no JSON, or say nothing")
    void malformed() {
        for (String body : new String[] {"", "{", "null", "[]", "{}", "{\"text\":\"  \"}"}) {
            assertThat(client.postJson("/notes", body).statusCode()).as(body).isEqualTo(400);
        }
    }

    @Test
    @DisplayName("cannot be left on the server of the staff")
    void notOnAdmin() {
        HttpResponse<String> answer = staff.postJson("/notes", "{\"text\":\"hello\"}");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow"))
                .hasValueSatisfying(
                        methods -> assertThat(methods).contains("GET").doesNotContain("POST"));
    }
}
