/**
 * HTTP/1.1 and 1.0 (RFC 9112): the components of one connection, and the parsers and encoders without input or output.
 *
 * <pre>
 *   transport.outbox --> HttpParser --{@link org.kamaelia.http.exchange.RequestEvent}--> {@link org.kamaelia.http.http1.Http1Connection} &lt;--> HttpExchange
 *   transport.inbox  &lt;-- ResponseWriter &lt;-- Http1Output &lt;--------'
 *
 *   ByteBuffer --> {@link org.kamaelia.http.http1.RequestParser} --> HEAD  (Http1RequestHead, Fields)
 *                   |      |    --> CHUNK (indices into the same buffer), any number of times
 *                   |      |    --> END   (trailers, as Fields)
 *                   |      `------> REFUSED (Refusal: the status of the response, and the reason)
 *                   |
 *                   |-- HeadParser    a whole head lies in the buffer: one copy, one pass
 *                   |-- PartialHead   a head arrives in pieces: a buffer that lives until the head ends
 *                   |     both read lines with RequestLine (Target, Authority) and FieldLine (FieldRules)
 *                   `-- ChunkedBody   chunk lines and trailers of a chunked body
 *
 *   Response --> FramingRule (which framing), EncodedHead, ResponseEncoder --> octets
 * </pre>
 *
 * <p>The parser and the encoder use no socket, no thread and no clock. A fault of the client is an event with a status
 * and a sentence, never an exception. Every possible fault is a constant of {@link org.kamaelia.http.syntax.Fault}.
 */
@NullMarked
package org.kamaelia.http.http1;

import org.jspecify.annotations.NullMarked;
