/** One application of WebFlux on Kamaelia, Reactor Netty or Tomcat, for comparisons. */
package org.kamaelia.peers.reactive;
