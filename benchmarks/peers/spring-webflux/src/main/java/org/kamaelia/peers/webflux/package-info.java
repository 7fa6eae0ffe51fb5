/** {@code java org.kamaelia.peers.webflux.Application PORT}: Spring WebFlux on Netty, to measure ours against. */
package org.kamaelia.peers.webflux;
