/** {@code java org.kamaelia.peers.mvc.Application PORT}: Spring MVC on Tomcat, to measure ours against. */
package org.kamaelia.peers.mvc;
