package org.kamaelia.demo;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the desk.
 *
 * @param parcels how many parcels the register holds, at least 1
 * @param scanInterval time between two scans on the {@link Conveyor}
 * @param heartbeat time without a scan after which an event stream says that it is still there
 * @param longestWait how long a client may wait for the next scan of a parcel
 * @param documentLimit size of a document; 413 past it
 * @param mediaDirectory where {@code desk.webm}, a video for the page, and {@code desk.ttf}, its typeface, may lie; the
 *     page does without them unless set
 * @param notesFile where notes are kept; a temporary file, deleted at the end, unless set
 */
@ConfigurationProperties("desk")
record DeskProperties(
        @DefaultValue("2000") int parcels,
        @DefaultValue("2s") Duration scanInterval,
        @DefaultValue("15s") Duration heartbeat,
        @DefaultValue("20s") Duration longestWait,
        @DefaultValue("64MB") DataSize documentLimit,
        @Nullable Path mediaDirectory,
        @Nullable Path notesFile) {
    DeskProperties {
        if (parcels < 1) {
            throw new IllegalArgumentException("desk.parcels is at least 1, not " + parcels);
        }
        positive("scan-interval", scanInterval);
        positive("heartbeat", heartbeat);
        positive("longest-wait", longestWait);
    }

    private static void positive(String name, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("desk." + name + " is a time such as 2s, not " + time);
        }
    }
}
