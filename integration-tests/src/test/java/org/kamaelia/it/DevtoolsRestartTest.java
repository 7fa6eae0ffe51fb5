package org.kamaelia.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.spring.KamaeliaServers;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.devtools.restart.classloader.RestartClassLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.DefaultResourceLoader;

@DisplayName("A restart by devtools")
class DevtoolsRestartTest {
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Handlers.class)
    static class Application {}

    /**
     * Starts the application as devtools does: the classes of the application are loaded again, and the loader of the
     * starter stays.
     */
    private static ConfigurableApplicationContext start(int port) throws Exception {
        URL own = Application.class.getProtectionDomain().getCodeSource().getLocation();
        RestartClassLoader loader = new RestartClassLoader(DevtoolsRestartTest.class.getClassLoader(), new URL[] {own});
        Class<?> application = loader.loadClass(Application.class.getName());
        assertThat(application).isNotSameAs(Application.class);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return new SpringApplicationBuilder(application)
                    .resourceLoader(new DefaultResourceLoader(loader))
                    .web(WebApplicationType.NONE)
                    .run(
                            "--kamaelia.http.event-loops=1",
                            "--kamaelia.http.servers.public.port=" + port,
                            "--spring.devtools.restart.enabled=false");
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static long loops() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("event-loop"))
                .filter(Thread::isAlive)
                .count();
    }

    @Test
    @DisplayName("takes the same port again at once, several times, and leaves no event loop behind")
    void samePort() throws Exception {
        int port = 0;
        for (int i = 0; i < 4; i++) {
            try (ConfigurableApplicationContext context = start(port)) {
                port = context.getBean(KamaeliaServers.class).port("public");
                assertThat(Ask.get(port, "/who").body()).isEqualTo("kamaelia");
            }
            org.awaitility.Awaitility.await().until(() -> loops() == 0);
        }
    }
}
