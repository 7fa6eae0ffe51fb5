package org.kamaelia.http.spring.diagnostics;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.filter.PathFilter;
import org.kamaelia.http.spring.FilterPath;
import org.kamaelia.http.spring.KamaeliaHttpProperties;
import org.kamaelia.net.TlsSetup.ClientAuth;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Says whether handlers of the application have a guard: a filter that may refuse a request because of its sender. Each
 * filter answers this itself ({@link HttpFilter#mayGuard}). Called when all beans exist.
 */
public final class Guards {
    private final ListableBeanFactory beans;

    /** The guards among these beans. */
    public Guards(ListableBeanFactory beans) {
        this.beans = beans;
    }

    /** Whether clients on other machines reach a server, and need no certificate for it. */
    public static boolean areNeeded(KamaeliaHttpProperties.Server server) {
        boolean isLocal = server.socket() != null
                || server.address() != null && server.address().isLoopbackAddress();
        KamaeliaHttpProperties.Ssl ssl = server.ssl();
        return !isLocal && (ssl == null || !ssl.enabled() || ssl.clientAuth() != ClientAuth.NEED);
    }

    /** Whether there is a guard of any path of any server. */
    boolean arePresent() {
        return beans.getBeansOfType(HttpFilter.class, true, false).values().stream()
                .anyMatch(filter -> filter.mayGuard("/"));
    }

    /** Whether there is a guard of a path of a server. */
    public boolean cover(String server, String path) {
        return beans.getBeansOfType(HttpFilter.class, true, false).entrySet().stream()
                .anyMatch(bean -> covers(bean.getKey(), bean.getValue(), server, path));
    }

    private boolean covers(String name, HttpFilter filter, String server, String path) {
        FilterPath limits = limits(name);
        if (limits == null) {
            return filter.mayGuard(path);
        }
        boolean isForServer =
                limits.servers().length == 0 || Arrays.asList(limits.servers()).contains(server);
        HttpFilter limited = limits.path().length == 0 ? filter : PathFilter.of(filter, limits.path());
        return isForServer && limited.mayGuard(path);
    }

    private @Nullable FilterPath limits(String bean) {
        return beans.findAnnotationOnBean(bean, FilterPath.class);
    }
}
