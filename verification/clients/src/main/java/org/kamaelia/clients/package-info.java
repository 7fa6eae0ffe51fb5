/** Clients of other projects that speak HTTP/2 with the server, each in its usual way. */
package org.kamaelia.clients;
