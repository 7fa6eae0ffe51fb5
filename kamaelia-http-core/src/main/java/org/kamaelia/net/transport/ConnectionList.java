package org.kamaelia.net.transport;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The open connections of one server on one event loop, newest first. Used on the loop. */
public final class ConnectionList {
    private @Nullable Connection first;
    private int size;

    /** Adds a connection that is in no list. */
    public void add(Connection connection) {
        Connection others = first;
        connection.next = others;
        if (others != null) {
            others.previous = connection;
        }
        first = connection;
        size++;
    }

    /** Takes a connection off. */
    public void remove(Connection connection) {
        Connection before = connection.previous;
        Connection after = connection.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after != null) {
            after.previous = before;
        }
        size--;
    }

    /** How many there are. */
    public int size() {
        return size;
    }

    /** Does something for each connection, which may take itself off the list meanwhile. */
    public void forEach(Consumer<? super Connection> action) {
        for (Connection one = first; one != null; ) {
            Connection following = one.next;
            action.accept(one);
            one = following;
        }
    }
}
