/**
 * What protocols and connections know of each other.
 *
 * <pre>
 *   client --&gt; {@link org.kamaelia.net.transport.Connection} --outbox--&gt; {@link org.kamaelia.net.transport.Protocol}
 *   client &lt;-- {@link org.kamaelia.net.transport.Connection} &lt;--inbox--- {@link org.kamaelia.net.transport.Protocol}
 * </pre>
 *
 * <p>A protocol sees a {@link org.kamaelia.net.transport.Transport}: the connection itself, or a layer over it, such as TLS.
 * It may hand the transport over to another protocol. Each connection belongs to the {@link
 * org.kamaelia.net.transport.Connection.Host} that accepted it.
 */
@NullMarked
package org.kamaelia.net.transport;

import org.jspecify.annotations.NullMarked;
