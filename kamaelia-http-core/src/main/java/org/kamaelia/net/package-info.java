/**
 * Sockets as components, and the event loops that run them.
 *
 * <pre>
 *   {@link org.kamaelia.net.SimpleServer}  accepts --> one {@link org.kamaelia.net.Protocol} for each connection
 *
 *   network --read--> {@link org.kamaelia.net.ConnectedSocket}.outbox --> Protocol.inbox
 *   network &lt;-write-- {@link org.kamaelia.net.ConnectedSocket}.inbox  &lt;-- Protocol.outbox
 * </pre>
 *
 * <p>What is written is memory, or a {@link org.kamaelia.net.FileRegion} that goes from the file to the socket inside of
 * the kernel.
 *
 * <p>An {@link org.kamaelia.net.EventLoop} is a scheduler with a selector. A turn reads a ready socket, steps what became
 * ready by it until nothing is, and then writes what was produced, all of it in one system call a connection. Reading
 * from a socket is on exactly while the box behind it has room.
 */
@NullMarked
package org.kamaelia.net;

import org.jspecify.annotations.NullMarked;
