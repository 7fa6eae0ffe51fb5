/**
 * The syntax that every version of HTTP shares (RFC 9110): fields, lists, dates, tags, media types, codings, ranges.
 *
 * <p>Nothing here knows a socket, a thread or a clock, and nothing outside {@code java.*} is used. A fault of the peer is
 * a value with a status and a sentence ({@link org.kamaelia.http.syntax.Fault}), never an exception.
 */
@NullMarked
package org.kamaelia.http.syntax;

import org.jspecify.annotations.NullMarked;
