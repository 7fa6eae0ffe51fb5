package org.kamaelia.demo;

import java.util.Locale;

/**
 * A parcel as the register knows it.
 *
 * @param id such as {@code PD100001}
 * @param destination the town that it goes to
 * @param grams its weight
 * @param status how far it has come
 * @param place where it was scanned last
 */
record Parcel(String id, String destination, int grams, Status status, String place) {
    /** The way of a parcel, in order. */
    enum Status {
        ACCEPTED,
        SORTED,
        ON_THE_ROAD,
        DELIVERED;

        /** As it is written in data: lower case, words joined by hyphens. */
        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    boolean isDelivered() {
        return status == Status.DELIVERED;
    }

    /** The same parcel one stage further on; it must not have been delivered. */
    Parcel scannedAt(String where) {
        return new Parcel(id, destination, grams, Status.values()[status.ordinal() + 1], where);
    }
}
