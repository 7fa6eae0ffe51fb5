package org.kamaelia.axon;

/**
 * A message was sent to a box without room. This is a mistake of the sender, which looks with
 * {@link Outbox#hasRoom()} first; the message was not taken and the sender still has it.
 */
public final class NoSpaceInBox extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    NoSpaceInBox(Inbox<?> box) {
        super("No room in " + box
                + ": ask hasRoom() before send(), and send again after the next step when it says no");
    }
}
