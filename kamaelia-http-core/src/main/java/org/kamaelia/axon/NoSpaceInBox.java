package org.kamaelia.axon;

/**
 * Thrown when a message is sent to a box without room. This is a mistake of the sender, which must check
 * {@link Outbox#hasRoom()} first. The box has not taken the message; the sender still has it. Kamaelia's
 * {@code noSpaceInBox}.
 */
public final class NoSpaceInBox extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    NoSpaceInBox(Inbox<?> box) {
        super("No room in " + box + ": call hasRoom() before send(); if it returns false, try again in the next step");
    }
}
