package org.kamaelia.demo;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;

/** The whole application on free ports, with an idle conveyor, so that only the test scans parcels. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = WebEnvironment.NONE,
        properties = {
            "kamaelia.http.servers.public.port=0",
            "kamaelia.http.servers.admin.port=0",
            "kamaelia.http.servers.secure.port=0",
            "desk.scan-interval=1d",
            "desk.heartbeat=50ms",
            "desk.longest-wait=500ms",
            "desk.document-limit=16MB"
        })
@Import({PublicClient.class, AdminClient.class, SecureClient.class})
@Timeout(60)
@interface DeskTest {}
