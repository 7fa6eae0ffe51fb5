/**
 * The component runtime, after Kamaelia's Axon: components that talk only through bounded boxes.
 *
 * <pre>
 *   Component A                                        Component B
 *  +-----------+  send()   +------------------+  poll() +-----------+
 *  |   outbox -+---------->| inbox (bounded)  +-------->|  step()   |
 *  |   signal -+---------->| control (1 word) |         |           |
 *  +-----^-----+           +---------+--------+         +-----------+
 *        |   woken when room appears |  woken when a message or a signal arrives
 *        +---------------------------+
 * </pre>
 *
 * <p>A {@link org.kamaelia.axon.Scheduler} is one thread with a fair run queue and timers; it steps the components that
 * were activated on it. A box belongs to the component that reads from it and lives on that component's scheduler. A
 * {@link org.kamaelia.axon.ThreadedComponent} does its work on a thread of its own, where it may block.
 * {@link org.kamaelia.axon.Introspector} looks at all of it while it runs.
 *
 * <p>One kind of box crosses threads: any thread sends to a {@link org.kamaelia.axon.CrossingInbox} through its own
 * {@link org.kamaelia.axon.CrossingOutbox}. Its mirror, {@link org.kamaelia.axon.ThreadInbox}, leads from components to a
 * thread that may block and wait for messages.
 *
 * <p>Three rules hold everywhere. Look for room, then send: nothing is ever dropped and a full box refuses. Poll, then
 * wait: a step never blocks. {@link org.kamaelia.axon.ProducerFinished} means that everything was sent;
 * {@link org.kamaelia.axon.Shutdown} means that it was not.
 */
@NullMarked
package org.kamaelia.axon;

import org.jspecify.annotations.NullMarked;
