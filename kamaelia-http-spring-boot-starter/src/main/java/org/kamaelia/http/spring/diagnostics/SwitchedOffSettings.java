package org.kamaelia.http.spring.diagnostics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.spring.KamaeliaHttpProperties;
import org.kamaelia.http.spring.KamaeliaHttpProperties.ForwardedFields;
import org.kamaelia.http.spring.KamaeliaHttpProperties.Server;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Finds settings of a group of a server, such as its compression, while the group is switched off. */
final class SwitchedOffSettings implements StartupCheck {
    private final Binder binder;
    private final KamaeliaHttpProperties properties;

    /**
     * A group of settings that is used only if another setting says so.
     *
     * @param toggles the keys in the group that switch it on or off; they are never a finding
     * @param advice what to write to switch the group on
     */
    private record Group(String name, boolean isOn, List<String> toggles, String advice) {}

    SwitchedOffSettings(Environment environment, KamaeliaHttpProperties properties) {
        this.binder = Binder.get(environment);
        this.properties = properties;
    }

    @Override
    public List<String> findings() {
        List<String> findings = new ArrayList<>();
        properties.servers().forEach((name, server) -> {
            String prefix = KamaeliaHttpProperties.PREFIX + ".servers." + name + ".";
            groups(server, prefix).stream()
                    .filter(group -> !group.isOn)
                    .forEach(group -> addFindings(prefix + group.name, group, findings));
        });
        return findings;
    }

    private void addFindings(String prefix, Group group, List<String> findings) {
        Map<String, Object> written =
                binder.bind(prefix, Bindable.mapOf(String.class, Object.class)).orElse(Map.of());
        for (String key : new TreeSet<>(written.keySet())) {
            if (!group.toggles.contains(key)) {
                findings.add(prefix + "." + key + " has no effect. Write " + group.advice + ", or remove the setting.");
            }
        }
    }

    private List<Group> groups(Server server, String prefix) {
        boolean readsFields = server.forwarded().fields().stream().anyMatch(field -> field != ForwardedFields.NONE);
        return List.of(
                new Group(
                        "forwarded",
                        readsFields,
                        List.of("fields"),
                        "the fields that the proxies set into " + prefix + "forwarded.fields, such as x-forwarded-for"),
                toggled("proxy-protocol", server.proxyProtocol().enabled(), prefix),
                toggled("compression", server.compression().enabled(), prefix),
                toggled("access-log", server.accessLog().enabled(), prefix),
                new Group(
                        "http2",
                        speaksHttp2(server),
                        List.of("clear-text"),
                        prefix + "ssl.bundle for HTTP/2 over TLS, or " + prefix + "http2.clear-text=true"));
    }

    private static Group toggled(String name, boolean isOn, String prefix) {
        return new Group(name, isOn, List.of("enabled"), prefix + name + ".enabled=true");
    }

    /** A server that WebFlux uses may have its TLS from {@code server.ssl}. */
    private boolean speaksHttp2(Server server) {
        boolean hasTls = server.ssl() != null && server.ssl().enabled()
                || binder.bind("server.ssl", Bindable.mapOf(String.class, Object.class))
                        .isBound();
        Boolean clear = either(server.http2().clearText(), properties.http2().clearText());
        return hasTls || Objects.equals(clear, true);
    }

    private static @Nullable Boolean either(@Nullable Boolean own, @Nullable Boolean all) {
        return own != null ? own : all;
    }
}
