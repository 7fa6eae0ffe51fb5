/**
 * The syntax that every version of HTTP shares (RFC 9110): fields, lists, dates, tags, media types, codings, ranges.
 *
 * <p>Nothing here uses a socket, a thread or a clock, or anything outside {@code java.*}. A fault of the peer is a value, and
 * never an exception: null, or a status with a sentence ({@link org.kamaelia.http.syntax.Fault}).
 */
@NullMarked
package org.kamaelia.http.syntax;

import org.jspecify.annotations.NullMarked;
