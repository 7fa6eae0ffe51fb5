/** The requirements of the starter. Each requirement is a test over real ports. */
@NullMarked
package org.kamaelia.http.spring;

import org.jspecify.annotations.NullMarked;
