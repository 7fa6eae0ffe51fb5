package org.kamaelia.axon;

/** The producer has sent everything: process what is queued, then stop. Kamaelia's {@code producerFinished}. */
public final class ProducerFinished extends Signal {
    /** The only instance. */
    public static final ProducerFinished INSTANCE = new ProducerFinished();

    private ProducerFinished() {}

    @Override
    public String toString() {
        return "ProducerFinished";
    }
}
