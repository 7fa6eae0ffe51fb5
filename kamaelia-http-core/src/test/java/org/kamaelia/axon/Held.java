package org.kamaelia.axon;

/** A message that counts how often it was given back. */
final class Held implements Releasable {
    int released;

    @Override
    public void release() {
        released++;
    }
}
