package org.kamaelia.demo;

import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/** A client of the server for customers. */
@TestComponent
@Lazy
class PublicClient extends Client {
    PublicClient(Environment environment) {
        super(port(environment, "public"));
    }
}
