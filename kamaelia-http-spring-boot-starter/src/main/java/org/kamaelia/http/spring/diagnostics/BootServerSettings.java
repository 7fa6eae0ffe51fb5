package org.kamaelia.http.spring.diagnostics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.spring.KamaeliaHttpProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;

/** Finds settings under {@code server.*}. Spring Boot gives them to its own web servers only. */
final class BootServerSettings implements StartupCheck {
    private static final ConfigurationPropertyName SERVER = ConfigurationPropertyName.of("server");
    private static final int MOST_NAMED = 20;
    private static final Set<String> COPIED = Set.of("server.port", "server.address", "server.server-header");

    /** Set by Spring Boot's test support, which also sets server.port=0 for random ports. */
    private static final String BOOT_TEST = "org.springframework.boot.test.context.SpringBootTestContextBootstrapper";

    /** The settings that have an equivalent. The value is the key below {@code kamaelia.http.servers.<name>}. */
    private static final Map<String, String> EQUIVALENTS = equivalents();

    /** Groups without an equivalent. Only these and the equivalents are looked for among environment variables. */
    private static final Set<String> OTHER_GROUPS =
            Set.of("error", "http2", "servlet", "tomcat", "jetty", "netty", "reactive");

    private final ConfigurableEnvironment environment;
    private final Set<String> servers;

    BootServerSettings(ConfigurableEnvironment environment, KamaeliaHttpProperties properties) {
        this.environment = environment;
        this.servers = properties.servers().keySet();
    }

    private static Map<String, String> equivalents() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("port", "port");
        all.put("address", "address");
        all.put("ssl", "ssl.bundle");
        all.put("compression", "compression.enabled");
        all.put("shutdown", "shutdown-grace");
        all.put("server-header", "server-header");
        all.put("forward-headers-strategy", "forwarded.fields");
        all.put("max-http-request-header-size", "limits.header-section");
        all.put("tomcat.max-connections", "max-connections");
        all.put("tomcat.accept-count", "backlog");
        all.put("tomcat.accesslog", "access-log.enabled");
        all.put("tomcat.keep-alive-timeout", "timeouts.idle");
        all.put("tomcat.max-http-form-post-size", "limits.request-body");
        all.put("tomcat.remoteip", "forwarded.trusted");
        all.put("netty.idle-timeout", "timeouts.idle");
        return all;
    }

    @Override
    public List<String> findings() {
        Set<String> keys = keys();
        List<String> findings =
                keys.stream().limit(MOST_NAMED).map(this::finding).collect(Collectors.toCollection(ArrayList::new));
        if (keys.size() > MOST_NAMED) {
            findings.add((keys.size() - MOST_NAMED) + " more keys under server.* have no effect either.");
        }
        return findings;
    }

    private String finding(String key) {
        String equivalent = equivalent(key);
        String prefix =
                KamaeliaHttpProperties.PREFIX + ".servers." + servers.iterator().next() + ".";
        String advice = equivalent == null
                ? "The keys of the Kamaelia servers are under " + prefix + "*, and none of them is the same."
                : "Write " + prefix + equivalent + value(key) + " instead.";
        return key + " has no effect: it configures Spring Boot's own web server, which this application does not run. "
                + advice;
    }

    /** The value, for settings whose values are the same here. */
    private String value(String key) {
        String value = COPIED.contains(key) ? environment.getProperty(key) : null;
        return value == null ? "" : "=" + value;
    }

    private Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.from(environment.getPropertySources())) {
            if (source instanceof IterableConfigurationPropertySource all) {
                boolean mayBeOthers = isOfTheMachine(source);
                all.stream()
                        .filter(SERVER::isAncestorOf)
                        .map(name -> name.toString())
                        .filter(key -> !mayBeOthers || isSpringBoots(key))
                        .forEach(keys::add);
            }
        }
        if (isOfATest(environment)) {
            keys.remove("server.port");
        }
        return keys;
    }

    /** Whether other programs also write to this source. SERVER_NAME is also a variable of many other programs. */
    private static boolean isOfTheMachine(ConfigurationPropertySource source) {
        Object under = source.getUnderlyingSource();
        return under instanceof org.springframework.core.env.PropertySource<?> named
                && (named.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)
                        || named.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME));
    }

    private static boolean isOfATest(Environment environment) {
        return environment.containsProperty(BOOT_TEST)
                && "0".equals(environment.getProperty("server.port", "").strip());
    }

    private static boolean isSpringBoots(String key) {
        return equivalent(key) != null || OTHER_GROUPS.contains(elements(key).get(0));
    }

    /** The equivalent of the longest known beginning of a key; null if there is none. */
    private static @Nullable String equivalent(String key) {
        List<String> elements = elements(key);
        String best = null;
        String begun = "";
        for (String element : elements) {
            begun = begun.isEmpty() ? element : begun + '.' + element;
            String known = EQUIVALENTS.get(begun);
            best = known == null ? best : known;
        }
        return best;
    }

    /** The elements of a key below {@code server}. */
    private static List<String> elements(String key) {
        return List.of(key.substring("server.".length()).split("[.\\[]"));
    }
}
