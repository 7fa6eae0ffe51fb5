package org.kamaelia.http.spring.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.kamaelia.http.spring.KamaeliaServers;
import org.kamaelia.http.spring.SimpleServerCustomizer;
import org.kamaelia.net.SimpleServer;
import org.kamaelia.net.memory.MemoryConnection;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * The clients of the servers of an application under test, as a bean: {@code clients.of("admin")}. Over TLS the clients
 * trust any certificate, because the server is in the same JVM.
 */
public final class KamaeliaTestClients {
    static final String BEAN = "kamaeliaTestClients";
    private static final int PATIENCE_MILLIS = 30_000;

    private final KamaeliaServers servers;
    private final Supplier<TestJson> json;

    KamaeliaTestClients(KamaeliaServers servers, ListableBeanFactory beans) {
        this.servers = servers;
        this.json = () -> TestJson.of(beans);
    }

    /**
     * Adds this bean and the client of the only server. The bean definitions use classes only, so that AOT processing
     * supports them.
     */
    static void register(BeanDefinitionRegistry beans, boolean inMemory) {
        if (!beans.containsBeanDefinition(BEAN)) {
            beans.registerBeanDefinition(BEAN, new RootBeanDefinition(KamaeliaTestClients.class));
            RootBeanDefinition only = new RootBeanDefinition(KamaeliaTestClient.class);
            only.setFactoryBeanName(BEAN);
            only.setFactoryMethodName("only");
            beans.registerBeanDefinition("kamaeliaTestClient", only);
        }
        if (inMemory) {
            beans.registerBeanDefinition("kamaeliaTestInMemory", new RootBeanDefinition(InMemory.class));
        }
    }

    /** Makes every server use a transport in memory, without TLS. */
    static final class InMemory implements SimpleServerCustomizer {
        InMemory() {}

        @Override
        public void customize(String name, SimpleServer server) {
            server.inMemory().tls(null);
        }
    }

    /**
     * A client of this server. The server is looked up when a request is sent, because servers start after beans.
     *
     * @throws IllegalArgumentException if no server of this name is configured
     */
    public KamaeliaTestClient of(String server) {
        Set<String> names = servers.names();
        if (!names.contains(server)) {
            throw new IllegalArgumentException("There is no server '" + server + "'. The servers are "
                    + String.join(", ", names) + ": write @LocalKamaeliaClient(\""
                    + names.iterator().next() + "\")");
        }
        return new KamaeliaTestClient(() -> connect(server), json);
    }

    /** A client of the only server. If there are several servers, sending a request fails. */
    public KamaeliaTestClient only() {
        return new KamaeliaTestClient(
                () -> {
                    Map<String, SimpleServer> all = servers.servers();
                    if (all.size() != 1) {
                        throw new IllegalStateException("The running servers are " + all.keySet()
                                + ". Choose one with @LocalKamaeliaClient(\"...\")");
                    }
                    return connect(all.keySet().iterator().next());
                },
                json);
    }

    private TestExchange.Connection connect(String name) throws IOException {
        SimpleServer server = servers.servers().get(name);
        if (server == null) {
            throw new IllegalStateException("No server '" + name + "' runs. The running servers are "
                    + servers.servers().keySet());
        }
        if (server.isInMemory()) {
            MemoryConnection memory = server.connect();
            return new TestExchange.Connection(memory.in(), memory.out(), memory, memory);
        }
        if (server.socket() != null) {
            SocketChannel file = SocketChannel.open(UnixDomainSocketAddress.of(server.socket()));
            return new TestExchange.Connection(
                    Channels.newInputStream(file), Channels.newOutputStream(file), file, file);
        }
        Socket socket = connect(server.localAddress());
        Socket speaking = server.tls() == null ? socket : TrustingTls.over(socket);
        return new TestExchange.Connection(speaking.getInputStream(), speaking.getOutputStream(), speaking, socket);
    }

    private static Socket connect(InetSocketAddress listening) throws IOException {
        InetAddress address = listening.getAddress();
        InetAddress near = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(near, listening.getPort()), PATIENCE_MILLIS);
        return socket;
    }
}
