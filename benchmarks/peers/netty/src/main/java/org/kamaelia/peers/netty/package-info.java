/** {@code java org.kamaelia.peers.netty.Server PORT}: Netty, to measure ours against. */
package org.kamaelia.peers.netty;
