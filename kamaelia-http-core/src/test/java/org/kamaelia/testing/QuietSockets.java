package org.kamaelia.testing;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** For tests in which responses break off on purpose: keeps what the sockets log about it out of the output. */
public final class QuietSockets implements BeforeAllCallback, AfterAllCallback {
    private static final Logger LOGGER = Logger.getLogger("org.kamaelia.net");

    @Override
    public void beforeAll(ExtensionContext context) {
        LOGGER.setLevel(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        LOGGER.setLevel(null);
    }
}
