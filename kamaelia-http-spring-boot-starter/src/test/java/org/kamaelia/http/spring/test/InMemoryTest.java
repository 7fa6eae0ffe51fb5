package org.kamaelia.http.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

@AutoConfigureKamaeliaTest(transport = KamaeliaTransport.IN_MEMORY)
@DisplayName("Tests of applications: in memory no server has a port, and a client is found by the name of its server")
class InMemoryTest extends NamedClientsTest {
    InMemoryTest(@LocalKamaeliaClient("admin") KamaeliaTestClient operator) {
        super(operator);
    }

    @Test
    @DisplayName("no server listens on a port")
    void noServerListens(@Autowired Environment all) {
        assertThat(servers.port("public")).isEqualTo(-1);
        assertThat(servers.servers().get("admin").isInMemory()).isTrue();
        assertThat(all.getProperty("local.kamaelia.admin.port")).isNull();
    }
}
