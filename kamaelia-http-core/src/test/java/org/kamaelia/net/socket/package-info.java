/** Tests of org.kamaelia.net.socket. */
@NullMarked
package org.kamaelia.net.socket;

import org.jspecify.annotations.NullMarked;
