package org.kamaelia.demo;

import java.util.Locale;

/**
 * A parcel in the register.
 *
 * @param id such as {@code PD100001}
 * @param destination the town of the recipient
 * @param grams the weight
 * @param status the stage of its way
 * @param place the place of the latest scan
 */
record Parcel(String id, String destination, int grams, Status status, String place) {
    /** The stages of the way of a parcel, in order. */
    enum Status {
        ACCEPTED,
        SORTED,
        ON_THE_ROAD,
        DELIVERED;

        /** The name of the stage in data: lower case, with hyphens between words. */
        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    boolean isDelivered() {
        return status == Status.DELIVERED;
    }

    /** The parcel one stage further. The parcel must not have been delivered. */
    Parcel scannedAt(String where) {
        return new Parcel(id, destination, grams, Status.values()[status.ordinal() + 1], where);
    }
}
