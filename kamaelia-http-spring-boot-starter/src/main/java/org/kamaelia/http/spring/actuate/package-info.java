/**
 * Spring Boot's actuator on Kamaelia HTTP servers, without a servlet container, WebFlux or spring-web.
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
 * <p>Jackson writes JSON if it is on the class path. Otherwise {@link org.kamaelia.http.spring.actuate.PlainJson}
 * writes JSON; it knows the result types of Spring Boot's own endpoints.
 */
@NullMarked
package org.kamaelia.http.spring.actuate;

import org.jspecify.annotations.NullMarked;
