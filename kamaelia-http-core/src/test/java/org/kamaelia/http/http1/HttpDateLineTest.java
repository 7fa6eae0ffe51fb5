package org.kamaelia.http.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.net.loop.EventLoop;
import org.kamaelia.net.loop.IdleLoop;

@DisplayName("The Date line of an event loop")
class HttpDateLineTest {

    private final EventLoop loop = IdleLoop.create();

    @Test
    @DisplayName("is a whole field line with the time of now as an IMF-fixdate, RFC 9110 5.6.7")
    void isAFieldLineWithTheTimeOfNow() {
        Instant before = Instant.now().minusSeconds(1);
        String line = new String(HttpDateLine.of(loop), StandardCharsets.US_ASCII);
        assertThat(line).startsWith("Date: ").endsWith(" GMT\r\n").hasSize(37);
        String date = line.substring("Date: ".length(), line.length() - 2);
        Instant parsed =
                ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        assertThat(parsed).isBetween(before, Instant.now());
    }

    @Test
    @DisplayName("is the same object for all answers of a turn")
    void isMadeOnceATurn() {
        assertThat(HttpDateLine.of(loop)).isSameAs(HttpDateLine.of(loop));
    }
}
