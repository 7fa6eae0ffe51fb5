package org.kamaelia.http.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.spring.KamaeliaServers;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

@SpringBootTest(
        classes = TestApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"spring.config.name=taken-ports", "kamaelia.http.servers.admin.port=0"})
@DisplayName("Tests of applications: RANDOM_PORT of @SpringBootTest")
class WebEnvironmentTest {
    @Autowired
    private KamaeliaServers servers;

    @Test
    @DisplayName("sets every server to port 0")
    void setsEveryServerToPort0(@LocalKamaeliaPort("public") int open, @LocalKamaeliaPort("admin") int admin) {
        assertThat(open).isGreaterThan(2);
        assertThat(admin).isGreaterThan(2);
        assertThat(servers.servers()).hasSize(2);
    }
}
