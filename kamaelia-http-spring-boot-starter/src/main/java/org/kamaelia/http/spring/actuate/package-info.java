/**
 * Spring Boot's actuator served by our own servers, without a servlet container, WebFlux or spring-web.
 *
 * <pre>
 *   endpoints of Boot and of the application
 *        |  WebEndpointDiscoverer: exposure, access, path mapping (Boot's own, registered by the auto-configuration)
 *        v
 *   EndpointRegistrations --- one HandlerRegistration for each path and method --> the routes of the management server
 *
 *   request --> EndpointHandler, on a thread that may block
 *                 Negotiation        which operation and media type (Accept)
 *                 EndpointArguments  path, query and JSON body --> arguments
 *                 WebOperation.invoke
 *                 EndpointResult     result --> status, media type, body; JSON by EndpointJson
 * </pre>
 *
 * <p>JSON is written by Jackson where it is present, and else by {@link org.kamaelia.http.spring.actuate.PlainJson},
 * which knows what Boot's own endpoints answer.
 */
@NullMarked
package org.kamaelia.http.spring.actuate;

import org.jspecify.annotations.NullMarked;
