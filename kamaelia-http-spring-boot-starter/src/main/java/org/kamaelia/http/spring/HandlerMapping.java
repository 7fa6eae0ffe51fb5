package org.kamaelia.http.spring;

import java.util.Set;

/**
 * A path of a server and what answers it.
 *
 * @param server the name of the server
 * @param path the path as it is declared, such as {@code /users/{id}}
 * @param methods the methods; empty for all methods
 * @param handler the bean with the place of its definition, or the property, that the handler comes from
 */
public record HandlerMapping(String server, String path, Set<String> methods, String handler) {}
