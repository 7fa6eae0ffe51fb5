/**
 * Kamaelia HTTP in Spring Boot: properties, handler beans, lifecycle and meters. This package holds no HTTP logic.
 *
 * <pre>
 *   kamaelia.http.servers.* --- KamaeliaHttpProperties ---+
 *   EventLoops, ErrorPages, customizers ------------------+--> ServerFactory --+
 *                                                                              +--> KamaeliaServers --> SimpleServer
 *   HandlerFactory, Handler beans  --+                                         |    (lifecycle)         one a server
 *   HandlerRegistration beans -------+--> HandlerBeans --> ServerRoutes -------+          |
 *   servers.*.static ------------------> ServerFiles ----+                                |
 *                                                                            ServerStatistics --> KamaeliaHttpMetrics
 *   ServerObserverFactory beans (AccessLogs, RequestObservations) -------------------------+  an HttpObserver each
 * </pre>
 */
@NullMarked
package org.kamaelia.http.spring;

import org.jspecify.annotations.NullMarked;
