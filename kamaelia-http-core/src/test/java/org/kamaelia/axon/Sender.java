package org.kamaelia.axon;

/** An actor with an outbox. */
final class Sender<T> extends Actor {
    final Outbox<T> outbox = new Outbox<>(this, "outbox");

    /** A sender that is linked already. */
    static <T> Sender<T> to(Inbox<T> inbox) {
        Sender<T> sender = new Sender<>();
        sender.outbox.linkTo(inbox);
        return sender;
    }

    /** Sends all of these, which must have room. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    final void send(T... messages) {
        for (T message : messages) {
            outbox.send(message);
        }
    }
}
