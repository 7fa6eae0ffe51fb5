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
    @DisplayName("customers leave notes, and both servers send them from a file, with its length")
    void customersLeaveNotesThatBothServersSend() {
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
    @DisplayName("a note cannot forge a second line")
    void aNoteCannotForgeASecondLine() {
        HttpResponse<String> answer = leave("one\\ntwo");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\\\"text\\\" must be one line of 1 to 500 characters");
    }

    @Test
    @DisplayName("a note that is too long gets 413")
    void aNoteThatIsTooLongGets413() {
        assertThat(leave("x".repeat(5_000)).statusCode()).isEqualTo(413);
    }

    @Test
    @DisplayName("a note from a form, which any page can send, gets 415")
    void aNoteFromAFormGets415() {
        HttpResponse<String> answer = client.send(client.to("/notes")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{\"text\":\"hello\"}"))
                .build());
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.headers().firstValue("Accept")).hasValue("application/json");
    }

    @Test
    @DisplayName("a note that is not JSON, or has no text, gets 400")
    void aMalformedNoteGets400() {
        for (String body : new String[] {"", "{", "null", "[]", "{}", "{\"text\":\"  \"}"}) {
            assertThat(client.postJson("/notes", body).statusCode()).as(body).isEqualTo(400);
        }
    }

    @Test
    @DisplayName("the server of the staff accepts no notes")
    void theServerOfTheStaffAcceptsNoNotes() {
        HttpResponse<String> answer = staff.postJson("/notes", "{\"text\":\"hello\"}");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow"))
                .hasValueSatisfying(
                        methods -> assertThat(methods).contains("GET").doesNotContain("POST"));
    }
}
