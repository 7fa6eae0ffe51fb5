package org.kamaelia.demo;

import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/** A customer. */
@TestComponent
@Lazy
class PublicClient extends Client {
    PublicClient(Environment environment) {
        super(port(environment, "public"));
    }
}
