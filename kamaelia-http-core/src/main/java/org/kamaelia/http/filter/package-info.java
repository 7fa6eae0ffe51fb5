/**
 * Ready-made filters. Each of them is a {@link org.kamaelia.http.HttpFilter}, for a whole server, for some paths
 * ({@link org.kamaelia.http.filter.PathFilter}), or for one handler.
 *
 * <pre>
 *   request --> {@link org.kamaelia.http.filter.RequestId} --> {@link org.kamaelia.http.filter.SecurityHeaders}
 *           --> {@link org.kamaelia.http.filter.HostAllowList} --> {@link org.kamaelia.http.filter.Cors}
 *           --> {@link org.kamaelia.http.filter.RateLimit}
 *           --> {@link org.kamaelia.http.filter.BasicAuthentication} or {@link org.kamaelia.http.filter.BearerAuthentication}
 *           --> handlers
 * </pre>
 *
 * <p>This is the usual order, the outermost first. Sessions and login pages are not here: an application that needs them
 * uses a framework such as WebFlux with Spring Security on this server.
 */
@NullMarked
package org.kamaelia.http.filter;

import org.jspecify.annotations.NullMarked;
