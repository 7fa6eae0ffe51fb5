package org.kamaelia.http.spring.actuate;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON by Jackson.
 *
 * @param ofEndpoints for the results of Boot's own endpoints, whose form the application's settings must not change
 * @param ofApplication for everything else
 */
record JacksonJson(JsonMapper ofEndpoints, JsonMapper ofApplication) implements EndpointJson {
    @Override
    public byte[] write(Object result) {
        return (result instanceof OperationResponseBody ? ofEndpoints : ofApplication).writeValueAsBytes(result);
    }
}
