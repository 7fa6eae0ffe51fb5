/**
 * Event loops, and the memory that they lend. An {@link org.kamaelia.net.loop.EventLoop} is a scheduler with a selector. In
 * a turn it reads a ready socket, steps the components that have something to do until none has, and writes the output.
 *
 * <pre>
 *   {@link org.kamaelia.net.loop.EventLoops} --has--> {@link org.kamaelia.net.loop.EventLoop} --lends--> {@link org.kamaelia.net.loop.IoBuffer}
 *        |                        |
 *        +-- a watchdog           +-- slots for each {@link org.kamaelia.net.loop.LoopLocal}, hooks after each turn
 * </pre>
 *
 * <p>The memory of all loops has a budget. When it is spent, a {@link org.kamaelia.net.loop.Shedder} resets connections.
 *
 * <p>This package knows no connection, no server and no protocol.
 */
@NullMarked
package org.kamaelia.net.loop;

import org.jspecify.annotations.NullMarked;
