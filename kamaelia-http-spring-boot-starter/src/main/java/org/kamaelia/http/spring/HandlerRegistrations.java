package org.kamaelia.http.spring;

import java.util.List;
import java.util.function.Supplier;

/**
 * Registers several handlers with one bean, for applications that know the number of handlers only at run time. The
 * supplier is called once, before the servers start, when all other beans are available.
 */
@FunctionalInterface
public interface HandlerRegistrations extends Supplier<List<HandlerRegistration>> {}
