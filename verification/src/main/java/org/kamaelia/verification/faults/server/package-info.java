/**
 * The server that faults are done to: a process of its own, with a handler for each way to misbehave.
 *
 * <pre>
 *   clients ----> SimpleServer "plain", "tls", "blockable" (event loops of its own), and one that stops and starts again
 *                     |
 *                 GoodHandlers, BadHandlers, BodyHandlers ----> Counters: what really happened to whom
 *                                                                  |
 *   the test &lt;---- standard output &lt;---- Control &lt;---- standard input &lt;---- the test
 * </pre>
 *
 * <p>The control needs no socket, so that it works when there is no descriptor left, and no event loop, so that it works
 * when one is blocked. The server ends with its standard input: nothing is left when the test dies.
 */
@NullMarked
package org.kamaelia.verification.faults.server;

import org.jspecify.annotations.NullMarked;
