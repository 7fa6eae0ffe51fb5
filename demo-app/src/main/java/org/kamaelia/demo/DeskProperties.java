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
 * @param parcels number of parcels in the register, at least 1
 * @param scanInterval time between two scans on the {@link Conveyor}
 * @param heartbeat time without a scan after which an event stream sends a comment
 * @param longestWait longest time that a client may wait for the next scan of a parcel
 * @param documentLimit largest size of a document; a larger document gets 413
 * @param mediaDirectory directory that may have {@code desk.webm}, a video for the page, and {@code desk.ttf}, its
 *     typeface; by default there is no such directory
 * @param notesFile file for notes; by default a temporary file, which is deleted when the application ends
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
            throw new IllegalArgumentException("desk.parcels must be at least 1, not " + parcels);
        }
        positive("scan-interval", scanInterval);
        positive("heartbeat", heartbeat);
        positive("longest-wait", longestWait);
    }

    private static void positive(String name, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("desk." + name + " must be a time above 0, such as 2s, not " + time);
        }
    }
}
