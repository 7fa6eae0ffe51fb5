/** Connections within this JVM, without a socket, for tests. */
@NullMarked
package org.kamaelia.net.memory;

import org.jspecify.annotations.NullMarked;
