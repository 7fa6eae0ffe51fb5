/** Tests of WebSocket over connections. */
@NullMarked
package org.kamaelia.http.websocket;

import org.jspecify.annotations.NullMarked;
