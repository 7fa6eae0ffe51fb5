/**
 * The server under fire: faults one at a time while good traffic runs, and what becomes of memory, descriptors, overload
 * and restarts. Started by {@code verification/faults/run.sh}; {@code docs/faults.md} says what is done and what is
 * expected.
 *
 * <pre>
 *   Faults --> FaultRun ---> Fault: Trouble made by Peers (blocking), Crowds (many at once) and the Control
 *          |      |                                          |
 *          |   GoodTraffic: open loop, every answer compared |
 *          |      |                                          |
 *          |      +------------> ServerProcess &lt;-------------+
 *          |
 *          +-> StalledReaders, UploadRun, CrowdedRun, DescriptorRun, OverloadRun, RollingRestarts, Soak
 *                      |
 *                   Verdict, a line of the table each
 * </pre>
 *
 * <p>The server is a process of its own, {@link org.kamaelia.verification.faults.server}; so its memory, threads and
 * descriptors are nobody else's.
 */
@NullMarked
package org.kamaelia.verification.faults;

import org.jspecify.annotations.NullMarked;
