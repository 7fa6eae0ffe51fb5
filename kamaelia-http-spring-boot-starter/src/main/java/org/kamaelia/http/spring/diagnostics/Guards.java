package org.kamaelia.http.spring.diagnostics;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.filter.PathFilter;
import org.kamaelia.http.spring.FilterPath;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Whether filters of the application stand in front of its handlers and may refuse requests because of who sends them. A
 * filter tells this itself ({@link HttpFilter#mayGuard}); what it really does is not known here. Called when all beans
 * exist.
 */
public final class Guards {
    private final ListableBeanFactory beans;

    /** The guards among these beans. */
    public Guards(ListableBeanFactory beans) {
        this.beans = beans;
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
