package org.kamaelia.axon;

/** The producer has sent all it had: finish what is queued, then stop. Kamaelia's {@code producerFinished}. */
public final class ProducerFinished extends Signal {
    /** The one instance; it carries nothing. */
    public static final ProducerFinished INSTANCE = new ProducerFinished();

    private ProducerFinished() {}

    @Override
    public String toString() {
        return "ProducerFinished";
    }
}
