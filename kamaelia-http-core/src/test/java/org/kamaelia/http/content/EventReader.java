package org.kamaelia.http.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.testing.RawClient.head;

import java.util.ArrayList;
import java.util.List;
import org.kamaelia.testing.RawClient;
import org.kamaelia.testing.RawResponse;

/** Reads a response in chunks. */
final class EventReader {
    private final RawClient client;
    private final StringBuilder text = new StringBuilder();
    private boolean ended;

    EventReader(RawClient client, String... fields) {
        this.client = client;
        List<String> lines = new ArrayList<>(List.of("GET / HTTP/1.1", "Host: h"));
        lines.addAll(List.of(fields));
        client.send(head(lines.toArray(String[]::new)));
    }

    EventReader begun() {
        RawResponse response = client.responseHead();
        assertThat(response.status()).isEqualTo(200);
        return upTo(":\n\n");
    }

    /** Reads until the text ends like this, and forgets it. */
    EventReader upTo(String end) {
        while (!text.toString().endsWith(end)) {
            assertThat(chunk()).as(text.toString()).isTrue();
        }
        text.setLength(0);
        return this;
    }

    String next(int length) {
        while (text.length() < length) {
            assertThat(chunk()).as(text.toString()).isTrue();
        }
        String next = text.substring(0, length);
        text.delete(0, length);
        return next;
    }

    String rest() {
        while (chunk()) {
            // goes on
        }
        return text.toString();
    }

    private boolean chunk() {
        StringBuilder size = new StringBuilder();
        for (char c; !ended && (c = (char) client.read(1)[0]) != '\n'; ) {
            size.append(c);
        }
        int bytes = ended ? 0 : Integer.parseInt(size.toString().strip(), 16);
        ended |= bytes == 0;
        if (!ended) {
            text.append(new String(client.read(bytes), ISO_8859_1));
            client.read(2);
        }
        return !ended;
    }
}
