/**
 * TLS as a layer between a connection and a protocol.
 *
 * <pre>
 *   Connection --records--&gt; {@link org.kamaelia.net.tls.Tls} --plain bytes--&gt; Protocol, once the handshake is complete
 * </pre>
 */
@NullMarked
package org.kamaelia.net.tls;

import org.jspecify.annotations.NullMarked;
