package org.kamaelia.demo;

import java.time.Instant;

/**
 * One scan of a parcel.
 *
 * @param number counts from 1 without gaps
 * @param parcel the id of the parcel
 * @param status the status of the parcel after the scan, as {@link Parcel.Status#label()}
 * @param place the place of the scan; a client may have sent this text
 * @param time the time of the scan
 */
record Scan(long number, String parcel, String status, String place, Instant time) {}
