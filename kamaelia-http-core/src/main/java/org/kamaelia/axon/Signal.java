package org.kamaelia.axon;

/**
 * The end of a flow of messages. A signal travels from a {@code signal} box to a {@code control} box.
 *
 * <p>A box holds at most one signal, so signals need no queue and no limit: {@link Shutdown} replaces
 * {@link ProducerFinished}, and the first {@code Shutdown} stays.
 */
public abstract sealed class Signal permits ProducerFinished, Shutdown {
    Signal() {}
}
