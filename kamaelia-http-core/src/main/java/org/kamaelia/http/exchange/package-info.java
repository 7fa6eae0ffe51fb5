/**
 * One request and its response, independent of the protocol that carries them.
 *
 * <pre>
 *                    {@link org.kamaelia.http.exchange.RequestEvent}                 {@link org.kamaelia.http.exchange.HttpExchange}
 *   parser ---------------------> Carrier --begin, offer, endBody--> +--------------------------+ --body--> Handler
 *                                 {@link org.kamaelia.http.exchange.Carrier}                         | LentBody    HandlerSlot  |
 *   transport &lt;------------------ Carrier &lt;--head, data, file, end-- | ResponsePath (responses) | &lt;-------- Handler
 *                                                                    +--------------------------+
 *       taken ----> {@link org.kamaelia.http.exchange.AnswerLedger} ----> {@link org.kamaelia.http.exchange.HttpCounters}, {@link org.kamaelia.http.exchange.HttpObserver}
 * </pre>
 *
 * <p>An exchange does not depend on a wire format: the carrier decides the framing of a response and whether the
 * connection persists. A carrier does not depend on handlers: the exchange calls the factory, lends the body, enforces
 * the length of the response, maps failures and makes error pages. A response ends when the socket has taken its last
 * octet. Therefore the ledger, not the exchange, ends the responses.
 *
 * <p>{@link org.kamaelia.http.exchange.HttpSetup} holds the settings that all exchanges of a server share.
 */
@NullMarked
package org.kamaelia.http.exchange;

import org.jspecify.annotations.NullMarked;
