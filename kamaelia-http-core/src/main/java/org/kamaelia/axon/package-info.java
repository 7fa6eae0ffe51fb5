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
 * <p>A {@link org.kamaelia.axon.Scheduler} runs on one thread and has a fair run queue and timers. It steps the
 * components that were activated on it. A box belongs to the component that reads from it and is used on that
 * component's scheduler. A {@link org.kamaelia.axon.ThreadedComponent} works on its own thread, where it may block.
 * {@link org.kamaelia.axon.Introspector} describes the running components and boxes.
 *
 * <p>Two kinds of box cross threads. Any thread sends to a component through its own
 * {@link org.kamaelia.axon.CrossingOutbox} and the {@link org.kamaelia.axon.CrossingInbox} of that component.
 * Components send to a thread that may block through a {@link org.kamaelia.axon.ThreadInbox}.
 *
 * <p>Three rules hold everywhere. First, a sender checks for room and then sends: a full box refuses a message, and no
 * message for a live receiver is dropped. Second, a receiver polls and then returns: a step never blocks. Third,
 * {@link org.kamaelia.axon.ProducerFinished} means that the flow is complete, and {@link org.kamaelia.axon.Shutdown}
 * means that it is not.
 */
@NullMarked
package org.kamaelia.axon;

import org.jspecify.annotations.NullMarked;
