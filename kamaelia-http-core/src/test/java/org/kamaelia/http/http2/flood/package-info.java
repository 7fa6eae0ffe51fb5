/** Floods of frames over real sockets: each one ends with GOAWAY and the end of the connection (RFC 9113 section 10.5). */
@NullMarked
package org.kamaelia.http.http2.flood;

import org.jspecify.annotations.NullMarked;
