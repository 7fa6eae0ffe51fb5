/** The work of the load tests in HTTP/2, by prior knowledge, on other servers. */
package org.kamaelia.peers.http2;
