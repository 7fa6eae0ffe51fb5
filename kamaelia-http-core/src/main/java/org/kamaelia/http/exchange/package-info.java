/**
 * One request and its answer, whatever carries them.
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
 * <p>An exchange knows no wire: a carrier decides how a response is framed and whether its connection goes on. A carrier
 * knows no handler: the exchange admits the request, lends the body, keeps the handler to its promise, maps failures and
 * makes error pages. A response counts as sent when the client's side of the connection has taken it, so the ledger ends
 * answers, and not the exchange.
 *
 * <p>{@link org.kamaelia.http.exchange.HttpSetup} is what all exchanges of a server have in common.
 */
@NullMarked
package org.kamaelia.http.exchange;

import org.jspecify.annotations.NullMarked;
