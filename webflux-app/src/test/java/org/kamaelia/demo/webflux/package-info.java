/** Tests of the application through its port. */
@NullMarked
package org.kamaelia.demo.webflux;

import org.jspecify.annotations.NullMarked;
