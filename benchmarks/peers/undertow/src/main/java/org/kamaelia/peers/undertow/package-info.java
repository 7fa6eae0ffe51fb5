/** {@code java org.kamaelia.peers.undertow.Server PORT}: Undertow, to measure ours against. */
package org.kamaelia.peers.undertow;
