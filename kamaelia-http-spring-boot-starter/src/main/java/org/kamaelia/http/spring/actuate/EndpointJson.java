package org.kamaelia.http.spring.actuate;

/** Writes the results of endpoints as JSON. Thread-safe. */
interface EndpointJson {
    /**
     * JSON in UTF-8.
     *
     * @param result neither null nor text
     */
    byte[] write(Object result);
}
