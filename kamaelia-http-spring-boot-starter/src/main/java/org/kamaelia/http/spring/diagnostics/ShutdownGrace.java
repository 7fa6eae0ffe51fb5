package org.kamaelia.http.spring.diagnostics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kamaelia.http.spring.KamaeliaHttpProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Finds servers whose time to stop is longer than the time that the context allows for it. */
final class ShutdownGrace implements StartupCheck {
    private static final String PHASE = "spring.lifecycle.timeout-per-shutdown-phase";
    private static final Duration DEFAULT_PHASE = Duration.ofSeconds(30);

    private final Environment environment;
    private final KamaeliaHttpProperties properties;

    ShutdownGrace(Environment environment, KamaeliaHttpProperties properties) {
        this.environment = environment;
        this.properties = properties;
    }

    @Override
    public List<String> findings() {
        Duration phase = Binder.get(environment).bind(PHASE, Duration.class).orElse(DEFAULT_PHASE);
        List<String> findings = new ArrayList<>();
        properties.servers().forEach((name, server) -> {
            Duration grace = server.shutdownGrace();
            String key = key(name);
            if (grace.compareTo(phase) > 0
                    && Binder.get(environment).bind(key, String.class).isBound()) {
                findings.add(key + "=" + text(grace) + " is longer than " + PHASE + ", which is " + text(phase)
                        + ": connections are reset before the phase ends. Write " + PHASE + "="
                        + text(grace.plus(grace.dividedBy(9)).plusSeconds(1)) + ", or a shorter " + key + ".");
            }
        });
        return findings;
    }

    private String key(String server) {
        String own = KamaeliaHttpProperties.PREFIX + ".servers." + server + ".shutdown-grace";
        return Binder.get(environment).bind(own, String.class).isBound()
                ? own
                : KamaeliaHttpProperties.PREFIX + ".defaults.shutdown-grace";
    }

    private static String text(Duration time) {
        return time.toMillis() % 1_000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }
}
