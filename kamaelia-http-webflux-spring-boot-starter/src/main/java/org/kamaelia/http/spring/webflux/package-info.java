/**
 * Spring WebFlux on Kamaelia HTTP.
 *
 * <pre>
 *   Boot's ReactiveWebServerApplicationContext --HttpHandler--&gt; KamaeliaReactiveWebServerFactory
 *                                                                  `--&gt; KamaeliaWebServer --&gt; SimpleServer
 *
 *   Request --&gt; {@link org.kamaelia.http.spring.webflux.KamaeliaHttpHandlerAdapter}.handlers() --&gt; ReactiveHandler --&gt; HttpHandler
 *   inbox   --&gt; RequestBody   (a publisher: polled when requested)              --&gt; HttpHandler
 *   outbox  &lt;-- ResponseFlow  (a subscriber: requests when the outbox has room) &lt;-- HttpHandler
 *
 *   {@link org.kamaelia.http.spring.webflux.KamaeliaRequestUpgradeStrategy} --101--&gt; ReactiveWebSocket --session--&gt; WebSocketHandler
 *   inbox   --&gt; ReceivedMessages  (polled when requested)                 --&gt; receive()
 *   outbox  &lt;-- SentMessages      (requests when the outbox has room)     &lt;-- send()
 * </pre>
 */
@NullMarked
package org.kamaelia.http.spring.webflux;

import org.jspecify.annotations.NullMarked;
