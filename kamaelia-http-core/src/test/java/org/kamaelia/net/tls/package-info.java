/** Tests of org.kamaelia.net.tls. */
@NullMarked
package org.kamaelia.net.tls;

import org.jspecify.annotations.NullMarked;
