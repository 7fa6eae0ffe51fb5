package org.kamaelia.http.spring;

import java.util.ArrayList;
import java.util.List;
import org.kamaelia.http.spring.HandlerBeans.Found;
import org.kamaelia.http.websocket.WebSocket;

/** Gives the WebSockets of the application the settings of {@code kamaelia.http.websocket}. */
final class WebSocketDefaults {
    private WebSocketDefaults() {}

    /**
     * The same registrations, the WebSockets among them with the settings of the properties.
     *
     * @throws HttpStartupException if a property has a wrong value, and there is a WebSocket
     */
    static List<Found> on(List<Found> handlers, WebSocketProperties properties) {
        List<Found> all = new ArrayList<>(handlers.size());
        for (Found one : handlers) {
            HandlerRegistration registration = one.registration();
            all.add(
                    registration.factory() instanceof WebSocket socket
                            ? new Found(one.origin(), with(registration, socket, properties))
                            : one);
        }
        return all;
    }

    private static HandlerRegistration with(
            HandlerRegistration registration, WebSocket socket, WebSocketProperties properties) {
        WebSocket configured;
        try {
            configured = socket.defaults(properties.settings(), properties.allowedOrigins());
        } catch (IllegalArgumentException noOrigin) {
            throw new HttpStartupException(
                    "The property " + KamaeliaHttpProperties.PREFIX + ".websocket.allowed-origins is wrong. "
                            + noOrigin.getMessage() + ".",
                    "Correct the property, or remove it to allow pages of the same origin only.");
        }
        return new HandlerRegistration(registration.path(), registration.methods(), registration.servers(), configured);
    }
}
