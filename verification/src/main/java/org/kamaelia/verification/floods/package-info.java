/**
 * Floods over HTTP/2, each one beside good traffic on other connections (RFC 9113 section 10.5).
 *
 * <pre>
 *   Flood --waves of frames--> Attacker ------\
 *                                              +--> FloodServer, a process of its own with a small heap
 *   GoodTraffic, HTTP/1.1 and HTTP/2 ---------/
 * </pre>
 *
 * <p>A flood passes if no good answer is lost, the memory is bounded, and the server has ended the connections of the
 * attacker.
 */
@NullMarked
package org.kamaelia.verification.floods;

import org.jspecify.annotations.NullMarked;
