package org.kamaelia.testing;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** For tests in which handlers fail on purpose: keeps what the server logs about it out of the output. */
public final class ExpectedFailures implements BeforeAllCallback, AfterAllCallback {
    private static final List<Logger> LOGGERS = Stream.of("axon", "net", "http")
            .map(name -> Logger.getLogger("org.kamaelia." + name))
            .toList();

    @Override
    public void beforeAll(ExtensionContext context) {
        LOGGERS.forEach(logger -> logger.setLevel(Level.OFF));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        LOGGERS.forEach(logger -> logger.setLevel(null));
    }
}
