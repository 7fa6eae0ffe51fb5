package org.kamaelia.demo;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.Lazy;

/** One of the staff. */
@TestComponent
@Lazy
class AdminClient extends Client {
    AdminClient(@Value("${local.kamaelia.admin.port}") int port) {
        super(port);
    }
}
