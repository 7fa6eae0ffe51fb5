/**
 * HTTP/2 (RFC 9113), header compression (RFC 7541), priorities (RFC 9218) and extended CONNECT (RFC 8441).
 *
 * <pre>
 *   ByteBuffer --> {@link org.kamaelia.http.http2.FrameReader} --{@link org.kamaelia.http.http2.FrameEvent}, Frame-->  the connection
 *                    DATA       indices into the same buffer
 *                    FRAGMENT   indices --> {@link org.kamaelia.http.http2.HeadReader} --> {@link org.kamaelia.http.http2.Http2RequestHead}, or trailers
 *                                             HpackDecoder --> FieldSection --> RequestRules
 *                    FAULT      {@link org.kamaelia.http.http2.Http2Fault}: the error code, what ends, and the reason
 *
 *   response fields --> {@link org.kamaelia.http.http2.HpackEncoder} --> {@link org.kamaelia.http.http2.FrameWriter} --> ByteBuffer
 * </pre>
 *
 * <p>The parts in this picture use no socket, no thread and no clock. A fault of the client is a value, never an
 * exception.
 */
@NullMarked
package org.kamaelia.http.http2;

import org.jspecify.annotations.NullMarked;
