package org.kamaelia.axon;

/**
 * How many places of one kind a client may have, where no number is set: three times as many as are free. A client that is
 * alone gets three quarters of all. Two get three sevenths each, and a seventh stays free; any number of them leaves
 * something to a client that has none yet. Where there are fewer than 64 places, one client may have all of them.
 */
public final class FairShare {
    private static final int TIMES = 3;
    private static final int FEW = 64;

    private FairShare() {}

    /**
     * Whether a client may take one more place.
     *
     * @param had the places that it has
     * @param free the places that nobody has, or that can be taken from somebody who does not need them
     * @param all the places that there are
     */
    public static boolean allows(int had, int free, int all) {
        return free > 0 && (all < FEW || had < all - all / (TIMES + 1) && had < (long) TIMES * free);
    }
}
