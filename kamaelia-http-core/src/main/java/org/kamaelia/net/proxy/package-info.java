/**
 * The PROXY protocol: a proxy in front of the server sends the addresses of the client before anything else. The server
 * accepts this header only from the addresses that are configured as {@link org.kamaelia.net.proxy.AddressRanges}.
 */
@NullMarked
package org.kamaelia.net.proxy;

import org.jspecify.annotations.NullMarked;
