/** Connections over sockets of the kernel: reading, writing, lingering and parking. */
@NullMarked
package org.kamaelia.net.socket;

import org.jspecify.annotations.NullMarked;
