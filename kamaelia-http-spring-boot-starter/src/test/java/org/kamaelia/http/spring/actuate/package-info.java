/** The requirements for actuator on Kamaelia HTTP servers. */
@NullMarked
package org.kamaelia.http.spring.actuate;

import org.jspecify.annotations.NullMarked;
