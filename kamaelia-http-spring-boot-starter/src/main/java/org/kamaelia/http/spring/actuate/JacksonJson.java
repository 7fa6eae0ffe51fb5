package org.kamaelia.http.spring.actuate;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON with Jackson.
 *
 * @param ofEndpoints writes the results of Spring Boot's own endpoints, whose form must not depend on the settings of
 *     the application
 * @param ofApplication writes all other results
 */
record JacksonJson(JsonMapper ofEndpoints, JsonMapper ofApplication) implements EndpointJson {
    @Override
    public byte[] write(Object result) {
        return (result instanceof OperationResponseBody ? ofEndpoints : ofApplication).writeValueAsBytes(result);
    }
}
