package org.kamaelia.demo;

import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/** A client of the server for the staff. */
@TestComponent
@Lazy
class AdminClient extends Client {
    AdminClient(Environment environment) {
        super(port(environment, "admin"));
    }
}
