/**
 * An application of Spring WebFlux as a team would write it, on Kamaelia HTTP: notes of a signed-in user, in a database.
 *
 * <pre>
 *   /              a page (Thymeleaf) for the user who has signed in
 *   /login         the sign-in page of Spring Security; /logout
 *   /api/notes     notes in an embedded database (R2DBC); GET and POST, JSON
 *   /api/events    an event stream (SSE) of new notes
 *   /api/files     uploads; downloads with ranges
 *   /api/visits    a counter in the session
 *   /public/hello  for everybody, also for scripts of the one allowed origin (CORS)
 *   /native/hello  a native handler: on the same port, without Spring in its way
 *   /v3/api-docs, /swagger-ui.html   OpenAPI
 *   /actuator      health for everybody, metrics for the user
 * </pre>
 */
@NullMarked
package org.kamaelia.demo.webflux;

import org.jspecify.annotations.NullMarked;
