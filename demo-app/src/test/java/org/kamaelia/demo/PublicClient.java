package org.kamaelia.demo;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.Lazy;

/** A customer. */
@TestComponent
@Lazy
class PublicClient extends Client {
    PublicClient(@Value("${local.kamaelia.public.port}") int port) {
        super(port);
    }
}
