package org.kamaelia.http.spring.webflux;

import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;

/**
 * The methods of a handler that takes requests with any method: the set contains every method, and lists none, because
 * there is no end of them.
 */
final class AnyMethod extends AbstractSet<String> {
    static final AnyMethod INSTANCE = new AnyMethod();

    private AnyMethod() {}

    @Override
    public boolean contains(Object method) {
        return method instanceof String;
    }

    @Override
    public Iterator<String> iterator() {
        return Collections.emptyIterator();
    }

    @Override
    public int size() {
        return 0;
    }
}
