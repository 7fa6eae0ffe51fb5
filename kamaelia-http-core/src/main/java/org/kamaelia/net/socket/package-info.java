/**
 * Connections over sockets of the kernel.
 *
 * <pre>
 *   socket --read--&gt; {@link org.kamaelia.net.socket.ConnectedSocket} outbox --&gt; protocol
 *   socket &lt;--write-- {@link org.kamaelia.net.socket.ConnectedSocket} inbox &lt;-- protocol
 * </pre>
 *
 * <p>A connection reads while its outbox has room, and writes all output of a turn in one system call. While it is idle, it
 * is parked and holds no memory but its own object.
 */
@NullMarked
package org.kamaelia.net.socket;

import org.jspecify.annotations.NullMarked;
