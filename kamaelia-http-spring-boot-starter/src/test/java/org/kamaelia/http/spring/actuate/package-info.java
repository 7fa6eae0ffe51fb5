/** What actuator over our own servers has to do. */
@NullMarked
package org.kamaelia.http.spring.actuate;

import org.jspecify.annotations.NullMarked;
