/** {@code java org.kamaelia.peers.jetty.JettyServer PORT}: Jetty, to measure ours against. */
package org.kamaelia.peers.jetty;
