/**
 * Servers: what a program writes to listen on a port, and what runs then.
 *
 * <pre>
 *   {@link org.kamaelia.net.SimpleServer} --start--&gt; settings --&gt; running server
 *
 *   listener --accepts--&gt; connection --&gt; [PROXY header] --&gt; [TLS | first bytes] --&gt; one protocol
 * </pre>
 *
 * <p>The packages below point down only: {@code tls}, {@code proxy}, {@code socket} and {@code memory} know {@code
 * transport}, and that knows {@code loop}. What is written is memory, or a {@link org.kamaelia.net.loop.FileRegion} that
 * goes from the file to the socket inside of the kernel.
 */
@NullMarked
package org.kamaelia.net;

import org.jspecify.annotations.NullMarked;
