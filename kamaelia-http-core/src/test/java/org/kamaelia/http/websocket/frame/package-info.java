/** Tests of WebSocket without connections. */
@NullMarked
package org.kamaelia.http.websocket.frame;

import org.jspecify.annotations.NullMarked;
