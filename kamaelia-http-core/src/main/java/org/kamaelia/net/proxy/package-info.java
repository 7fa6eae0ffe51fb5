/** What a proxy in front of a server says of a connection: the PROXY protocol, and whose word is taken for it. */
@NullMarked
package org.kamaelia.net.proxy;

import org.jspecify.annotations.NullMarked;
