package org.kamaelia.http.exchange;

import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.ByteBound;

/**
 * What the exchanges of one connection share.
 *
 * @param setup what all connections of the server have in common
 * @param counters where responses are counted
 * @param ledger has the answers that the client has not taken yet
 * @param incoming bounds what has been received and has not been polled
 * @param outgoing bounds what was sent and has not been written
 * @param account counts what handlers keep
 */
public record ExchangeContext(
        HttpSetup setup,
        HttpCounters counters,
        AnswerLedger ledger,
        ByteBound incoming,
        ByteBound outgoing,
        ByteAccount account) {}
