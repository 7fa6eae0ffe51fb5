/** Tests of Spring WebFlux on Kamaelia HTTP, by requirement. */
@NullMarked
package org.kamaelia.http.spring.webflux;

import org.jspecify.annotations.NullMarked;
