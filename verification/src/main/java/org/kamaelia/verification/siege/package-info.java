/**
 * Attacks on the server, each one beside honest clients on other addresses, and all of them mixed.
 *
 * <pre>
 *   Attack (from 127.0.0.x) --Swarm--> SiegeServer, a process of its own with a small heap
 *   Honest (from 127.0.1.x) ---------> the same server, plain and over TLS
 *                                      Siege: one attack after the other, a table.  Mix: all of them at random
 * </pre>
 *
 * <p>An attack is survived if no honest exchange fails, none sees an octet of another client, and afterwards the server
 * holds what it held before.
 */
@NullMarked
package org.kamaelia.verification.siege;

import org.jspecify.annotations.NullMarked;
