package org.kamaelia.http.spring;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.exchange.HttpObserver;
import org.kamaelia.http.server.AccessLog;
import org.kamaelia.http.server.AccessLogFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;

/** The access logs of the servers that have one. Each access log has its own logger. Closed with the context. */
public final class AccessLogs implements ServerObserverFactory, DisposableBean {
    /** The prefix of the logger names; the name of the server follows. */
    public static final String LOGGER_PREFIX = "org.kamaelia.http.access.";

    private static final int MOST_WAITING = 1_000_000;

    private final KamaeliaHttpProperties properties;
    private final Map<String, AccessLog> logs = new LinkedHashMap<>();

    AccessLogs(KamaeliaHttpProperties properties) {
        this.properties = properties;
    }

    @Override
    public synchronized @Nullable HttpObserver observer(String server) {
        KamaeliaHttpProperties.Server settings = properties.servers().get(server);
        if (settings == null || !settings.accessLog().enabled()) {
            return null;
        }
        return logs.computeIfAbsent(server, name -> make(name, settings.accessLog()));
    }

    private static AccessLog make(String server, KamaeliaHttpProperties.AccessLog settings) {
        String name = settings.logger() == null ? LOGGER_PREFIX + server : settings.logger();
        int waiting = ServerLimits.inRange(
                KamaeliaHttpProperties.key(server, "access-log.max-waiting"), settings.maxWaiting(), 1, MOST_WAITING);
        Logger logger = LoggerFactory.getLogger(name);
        Consumer<String> sink = settings.format() == AccessLogFormat.JSON
                ? line -> logger.info(DiagnosticContext.into(line))
                : logger::info;
        return new AccessLog(server, settings.format(), sink, waiting);
    }

    /** The access log of a server; null if the server has no access log. */
    public synchronized @Nullable AccessLog log(String server) {
        return logs.get(server);
    }

    @Override
    public synchronized void destroy() {
        logs.values().forEach(AccessLog::close);
    }
}
