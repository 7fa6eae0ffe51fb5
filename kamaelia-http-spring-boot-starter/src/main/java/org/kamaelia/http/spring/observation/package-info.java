/**
 * The meter {@code http.server.requests}: requests through Micrometer's Observation, with the names and tags of Spring
 * Boot, and the tag {@code server}.
 *
 * <pre>
 *   HttpObserver of each server, made by {@link org.kamaelia.http.spring.observation.RequestObservations} --+
 *     only Spring Boot's meter handler exists    --&gt; {@link org.kamaelia.http.spring.observation.RequestTimers}        timers, cached for each loop
 *     tracing, a handler, a convention, a filter --&gt; {@link org.kamaelia.http.spring.observation.ObservedRequests}     an Observation for each request
 * </pre>
 *
 * <p>Both classes take names and tags from the same convention.
 */
@NullMarked
package org.kamaelia.http.spring.observation;

import org.jspecify.annotations.NullMarked;
