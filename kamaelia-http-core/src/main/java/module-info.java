/**
 * A component runtime after Kamaelia's Axon, and an HTTP server made of its components. It needs nothing but the JDK.
 *
 * <p>Exported to everybody is what an application is written against. What the server itself is made of is exported to
 * the project's own modules alone.
 */
@SuppressWarnings("module") // the starter is compiled after this module
module org.kamaelia.http {
    requires java.management;
    requires static transitive org.jspecify;

    exports org.kamaelia.axon;
    exports org.kamaelia.net;
    exports org.kamaelia.net.loop;
    exports org.kamaelia.net.proxy;
    exports org.kamaelia.net.memory;
    exports org.kamaelia.net.transport;
    exports org.kamaelia.http;
    exports org.kamaelia.http.syntax;
    exports org.kamaelia.http.route;
    exports org.kamaelia.http.content;
    exports org.kamaelia.http.resource;
    exports org.kamaelia.http.websocket;
    exports org.kamaelia.http.websocket.frame;
    exports org.kamaelia.http.exchange;
    exports org.kamaelia.http.filter;
    exports org.kamaelia.http.server;
    exports org.kamaelia.http.spi to
            org.kamaelia.http.spring,
            org.kamaelia.http.spring.webflux;
    exports org.kamaelia.http.http1 to
            org.kamaelia.http.spring;
}
