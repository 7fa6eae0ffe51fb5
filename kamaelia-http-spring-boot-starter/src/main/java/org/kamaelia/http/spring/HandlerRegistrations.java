package org.kamaelia.http.spring;

import java.util.List;
import java.util.function.Supplier;

/**
 * Registers several handlers by one bean, where their number is known at run time only. Asked once, before the servers
 * start, when all other beans can be had.
 */
@FunctionalInterface
public interface HandlerRegistrations extends Supplier<List<HandlerRegistration>> {}
