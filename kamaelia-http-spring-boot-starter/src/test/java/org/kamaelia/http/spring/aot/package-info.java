/** An application that is processed ahead of time. */
@NullMarked
package org.kamaelia.http.spring.aot;

import org.jspecify.annotations.NullMarked;
