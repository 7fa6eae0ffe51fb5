/**
 * WebSockets in great number: what idle connections cost, and what subscribers that stop reading cost the others.
 *
 * <pre>
 *   {@link org.kamaelia.verification.websocket.IdleSockets}         10,000 idle WebSockets against 10,000 idle HTTP connections
 *   {@link org.kamaelia.verification.websocket.StalledSubscribers}  1,000 stalled subscribers beside subscribers that read
 * </pre>
 */
@NullMarked
package org.kamaelia.verification.websocket;

import org.jspecify.annotations.NullMarked;
