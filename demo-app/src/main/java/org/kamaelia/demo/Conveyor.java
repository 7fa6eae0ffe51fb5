package org.kamaelia.demo;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Moves parcels through the depot: one parcel is scanned every {@code desk.scan-interval}. */
@Component
class Conveyor {
    private final ParcelRegister register;
    private final ScanFeed feed;

    Conveyor(ParcelRegister register, ScanFeed feed) {
        this.register = register;
        this.feed = feed;
    }

    @Scheduled(fixedDelayString = "${desk.scan-interval}")
    void run() {
        Parcel next = register.anyUnderWay();
        Parcel moved = next == null ? null : register.scan(next.id(), ParcelRegister.placeOf(next));
        if (moved != null) {
            feed.publish(moved);
        }
    }
}
