/**
 * The rows of {@code docs/conformance.md} over real sockets: raw octets in, exact octets out, the close asserted.
 *
 * <pre>
 *   requirement --octets, whole and one by one, and another request behind--> server
 *               &lt;--the answer, octet by octet, then the next answer or the end of the connection--
 * </pre>
 */
@NullMarked
package org.kamaelia.http.conformance;

import org.jspecify.annotations.NullMarked;
