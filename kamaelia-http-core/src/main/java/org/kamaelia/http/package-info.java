/**
 * The API for applications.
 *
 * <pre>
 *                      {@link org.kamaelia.http.HandlerFactory}
 *   Request ----------------> reply(request) ----> Response, if the whole response is known at once
 *                                            \---> Handler, one component for this request
 *
 *   request body --> inbox  (ByteBuffer ... ProducerFinished) --> Handler
 *   response     &lt;-- outbox (Response, ResponsePart ... ProducerFinished) &lt;-- Handler
 * </pre>
 *
 * <p>There are four ways to write a handler: stepwise (a subclass of {@link org.kamaelia.http.Handler}), one-shot,
 * blocking and asynchronous (functions for the static methods of {@link org.kamaelia.http.HandlerFactory}). All of them
 * send their responses through the same boxes. A {@link org.kamaelia.http.PersistentHandler} answers many requests, one
 * at a time. A {@link org.kamaelia.axon.Graphline} can also be a handler.
 */
@NullMarked
package org.kamaelia.http;

import org.jspecify.annotations.NullMarked;
