package org.kamaelia.axon;

/**
 * What travels from a {@code signal} box to a {@code control} box: the end of a flow of messages.
 *
 * <p>Signals coalesce. A box holds at most one, so they need no queue and cannot fill anything: {@link Shutdown}
 * replaces {@link ProducerFinished}, and the first {@code Shutdown} stays.
 */
public abstract sealed class Signal permits ProducerFinished, Shutdown {
    Signal() {}
}
