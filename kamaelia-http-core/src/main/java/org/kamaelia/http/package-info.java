/**
 * What a user of the server writes against.
 *
 * <pre>
 *                      {@link org.kamaelia.http.HandlerFactory}
 *   Request ----------------> create(request) ----> Handler, one component for this request
 *
 *   request body --> inbox  (ByteBuffer ... ProducerFinished) --> Handler
 *   response     &lt;-- outbox (Response, ResponsePart ... ProducerFinished) &lt;-- Handler
 * </pre>
 *
 * <p>There are four ways to write a handler, and all of them are components on the same boxes: stepwise (a subclass of
 * {@link org.kamaelia.http.Handler}), one-shot, blocking and asynchronous (functions given to
 * {@link org.kamaelia.http.HandlerFactory}). A {@link org.kamaelia.http.PersistentHandler} answers many requests, one
 * at a time, and a {@link org.kamaelia.axon.Graphline} can be a handler, too.
 */
@NullMarked
package org.kamaelia.http;

import org.jspecify.annotations.NullMarked;
