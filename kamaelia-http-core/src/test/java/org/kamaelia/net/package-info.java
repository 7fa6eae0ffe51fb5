/** The specification of sockets as components, of event loops and of servers, over real sockets of loopback. */
@NullMarked
package org.kamaelia.net;

import org.jspecify.annotations.NullMarked;
