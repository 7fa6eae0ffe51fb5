package org.kamaelia.net;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.transport.ProtocolFactory;
import org.kamaelia.net.transport.ProtocolFactory.Recogniser;
import org.kamaelia.net.transport.ProtocolFactory.Recognition;

/**
 * The protocols of one server, by preference; the last one is the default. Immutable.
 *
 * @param factories at least one, with names that differ
 */
record ProtocolChoice(List<ProtocolFactory> factories) {
    /** Checks the names. */
    ProtocolChoice {
        factories = List.copyOf(factories);
        Set<String> names = new HashSet<>();
        for (ProtocolFactory factory : factories) {
            if (!names.add(factory.name())) {
                throw new IllegalArgumentException(
                        "Two protocols of a server have the same name, \"" + factory.name() + "\"");
            }
        }
    }

    /** Some protocols, and behind them the default. */
    static ProtocolChoice of(List<ProtocolFactory> preferred, ProtocolFactory byDefault) {
        List<ProtocolFactory> all = new ArrayList<>(preferred);
        all.add(byDefault);
        return new ProtocolChoice(all);
    }

    /** The protocol of a connection that chooses no other. */
    ProtocolFactory byDefault() {
        return factories.get(factories.size() - 1);
    }

    /**
     * The protocol with a name that client and server have agreed on.
     *
     * @param name null where the client named none
     */
    ProtocolFactory named(@Nullable String name) {
        for (ProtocolFactory factory : factories) {
            if (factory.name().equals(name)) {
                return factory;
            }
        }
        return byDefault();
    }

    /** Whether the first bytes of a connection in plain text matter. */
    boolean looksAtFirstBytes() {
        return factories.stream().anyMatch(factory -> factory != byDefault() && factory.recogniser() != null);
    }

    /**
     * The protocol that the first bytes of a connection show.
     *
     * @param first at least one byte; its position does not change
     * @param last whether there will be no more bytes to look at
     * @return null if more bytes are needed
     */
    @Nullable
    ProtocolFactory shownBy(ByteBuffer first, boolean last) {
        int shown = Math.min(first.remaining(), ProtocolFactory.MOST_FIRST_BYTES);
        boolean decide = last || shown == ProtocolFactory.MOST_FIRST_BYTES;
        for (ProtocolFactory factory : factories) {
            Recogniser recogniser = factory.recogniser();
            if (factory != byDefault() && recogniser != null) {
                ByteBuffer bytes = first.asReadOnlyBuffer();
                Recognition said = recogniser.recognise(bytes.limit(bytes.position() + shown));
                if (said == Recognition.YES) {
                    return factory;
                }
                if (said == Recognition.MORE && !decide) {
                    return null; // a protocol that is preferred less has to wait for this one
                }
            }
        }
        return byDefault();
    }
}
