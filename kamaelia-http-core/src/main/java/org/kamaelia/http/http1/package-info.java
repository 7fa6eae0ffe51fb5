/**
 * HTTP/1.1 without input or output: bytes in, events out (RFC 9110 and RFC 9112).
 *
 * <pre>
 *  ByteBuffer --> RequestParser --> HEAD  (Http1RequestHead, Fields)
 *                   |      |    --> CHUNK (indices into the same buffer), any number of times
 *                   |      |    --> END   (trailers, as Fields)
 *                   |      `------> REFUSED (Refusal: the status to answer, and why)
 *                   |
 *                   |-- HeadParser    a whole head lies in the buffer: one copy, one pass
 *                   |-- PartialHead   a head arrives in pieces: a buffer that lives until the head ends
 *                   |     both read lines with RequestLine (Target, Authority) and FieldLine (FieldRules)
 *                   `-- ChunkedBody   chunk lines and trailers of a chunked body
 * </pre>
 *
 * <p>Nothing here knows a socket, a thread or a clock, and nothing outside {@code java.*} is used. Every class is
 * either immutable or belongs to one connection and is used by one thread at a time. A fault of the peer is an event
 * with a status and a sentence, never an exception; every possible fault is a constant of {@link
 * org.kamaelia.http.syntax.Fault}.
 */
@NullMarked
package org.kamaelia.http.http1;

import org.jspecify.annotations.NullMarked;
