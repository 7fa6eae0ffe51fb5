package org.kamaelia.demo;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Logs the addresses of the pages when all servers accept connections. */
@Component
class OpeningNotice {
    private static final Logger LOG = LoggerFactory.getLogger(OpeningNotice.class);

    private final Environment environment;

    OpeningNotice(Environment environment) {
        this.environment = environment;
    }

    @EventListener(ApplicationReadyEvent.class)
    void open() {
        LOG.info(
                "The parcel desk is open: http://localhost:{}/ and https://localhost:{}/ for customers,"
                        + " http://127.0.0.1:{}/ for the staff",
                environment.getProperty("local.kamaelia.public.port"),
                environment.getProperty("local.kamaelia.secure.port"),
                environment.getProperty("local.kamaelia.admin.port"));
    }
}
