/** The requirements of the starter, each a test over real ports. */
@NullMarked
package org.kamaelia.http.spring;

import org.jspecify.annotations.NullMarked;
