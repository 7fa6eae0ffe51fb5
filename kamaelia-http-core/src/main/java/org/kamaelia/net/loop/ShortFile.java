package org.kamaelia.net.loop;

import java.io.IOException;

/** A file ended before the region of it that was promised: it was cut, or replaced in place, while it was sent. */
public final class ShortFile extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean reset;

    ShortFile(String message, boolean reset) {
        super(message);
        this.reset = reset;
    }

    /** Whether an orderly end of the connection would look like a complete answer. */
    public boolean mustReset() {
        return reset;
    }
}
