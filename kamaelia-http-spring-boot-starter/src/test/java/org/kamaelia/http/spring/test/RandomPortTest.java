package org.kamaelia.http.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

@AutoConfigureKamaeliaTest
@DisplayName(
        "Tests of applications: with @AutoConfigureKamaeliaTest every server has a free port, and a client by its name")
class RandomPortTest extends NamedClientsTest {
    RandomPortTest(@LocalKamaeliaClient("admin") KamaeliaTestClient operator) {
        super(operator);
    }

    @Test
    @DisplayName("ports are free, and injected by name")
    void portsAreFreeAndInjectedByName(
            @LocalKamaeliaPort("public") int open, @LocalKamaeliaPort("admin") int admin, @Autowired Environment all) {
        assertThat(open).isEqualTo(servers.port("public")).isGreaterThan(2);
        assertThat(admin).isEqualTo(servers.port("admin")).isGreaterThan(2).isNotEqualTo(open);
        assertThat(all.getProperty("local.kamaelia.admin.port")).isEqualTo(String.valueOf(admin));
    }
}
