/** Tests of org.kamaelia.net.proxy. */
@NullMarked
package org.kamaelia.net.proxy;

import org.jspecify.annotations.NullMarked;
