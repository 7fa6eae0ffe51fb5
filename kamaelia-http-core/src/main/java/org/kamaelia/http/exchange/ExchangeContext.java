package org.kamaelia.http.exchange;

import org.kamaelia.axon.ByteAccount;
import org.kamaelia.axon.ByteBound;

/**
 * The objects that all exchanges of one connection share.
 *
 * @param setup the settings of the server
 * @param counters counts the responses
 * @param ledger holds the responses that the client has not taken yet
 * @param incoming limits the bytes that have been received and not polled
 * @param outgoing limits the bytes that have been sent and not written
 * @param account counts the memory that handlers keep
 */
public record ExchangeContext(
        HttpSetup setup,
        HttpCounters counters,
        AnswerLedger ledger,
        ByteBound incoming,
        ByteBound outgoing,
        ByteAccount account) {}
