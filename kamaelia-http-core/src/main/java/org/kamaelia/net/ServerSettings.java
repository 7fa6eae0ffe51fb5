package org.kamaelia.net;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.net.proxy.AddressRanges;
import org.kamaelia.net.proxy.ProxyProtocol;
import org.kamaelia.net.tls.Tls;
import org.kamaelia.net.tls.TlsSettings;
import org.kamaelia.net.transport.Connection;

/**
 * What a running server goes by. Immutable.
 *
 * @param name of the server
 * @param bind where it listens
 * @param limits of its sockets
 * @param tls how it speaks TLS; null for a plain server
 * @param proxies the proxies that use the PROXY protocol; null for none
 * @param mostProxyHeader the largest header of the PROXY protocol, in bytes
 * @param protocols what it speaks
 * @param speaksForMany whether a peer is a proxy, whose connections are not bounded as those of one client
 */
record ServerSettings(
        String name,
        BindAddress bind,
        SocketLimits limits,
        @Nullable TlsSettings tls,
        @Nullable AddressRanges proxies,
        int mostProxyHeader,
        ProtocolChoice protocols,
        Predicate<@Nullable SocketAddress> speaksForMany) {

    /** The boxes between a connection and its protocol. */
    List<BoxSpec<?>> boxes() {
        List<BoxSpec<?>> all = new ArrayList<>();
        all.add(Connection.INBOX);
        if (proxies != null && !bind.isMemory()) {
            all.add(ProxyProtocol.INBOX);
        }
        if (tls != null) {
            all.add(Tls.INBOX);
            all.add(Tls.PLAIN);
        } else if (protocols.looksAtFirstBytes()) {
            all.add(FirstBytes.INBOX);
        }
        return List.copyOf(all);
    }
}
