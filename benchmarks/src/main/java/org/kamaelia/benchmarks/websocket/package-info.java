/**
 * The load on servers with WebSockets: {@code websocket/run.sh} starts the servers, {@link
 * org.kamaelia.benchmarks.websocket.SocketLoad} is the client.
 *
 * <pre>
 *   SocketLoad --messages--&gt; /ws      --each back to its sender--&gt; SocketLoad
 *   SocketLoad --messages--&gt; /ws/all  --each to all clients------&gt; SocketLoad
 * </pre>
 */
@NullMarked
package org.kamaelia.benchmarks.websocket;

import org.jspecify.annotations.NullMarked;
