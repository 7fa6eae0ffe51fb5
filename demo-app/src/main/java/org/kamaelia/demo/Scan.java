package org.kamaelia.demo;

import java.time.Instant;

/**
 * One scan of a parcel.
 *
 * @param number counts from 1 without gaps
 * @param parcel the id of the parcel
 * @param status its status since then, as {@link Parcel.Status#label()}
 * @param place where it was scanned; may come from a client
 * @param time when
 */
record Scan(long number, String parcel, String status, String place, Instant time) {}
