/**
 * Event loops, and the memory that they lend. An {@link org.kamaelia.net.loop.EventLoop} is a scheduler with a selector: a
 * turn reads a ready socket, steps what became ready by it until nothing is, and then writes what was produced.
 *
 * <pre>
 *   {@link org.kamaelia.net.loop.EventLoops} --has--> {@link org.kamaelia.net.loop.EventLoop} --lends--> {@link org.kamaelia.net.loop.IoBuffer}
 *        |                        |
 *        +-- a watchdog           +-- slots for each {@link org.kamaelia.net.loop.LoopLocal}, hooks after each turn
 * </pre>
 *
 * <p>It knows no connection, no server and no protocol.
 */
@NullMarked
package org.kamaelia.net.loop;

import org.jspecify.annotations.NullMarked;
