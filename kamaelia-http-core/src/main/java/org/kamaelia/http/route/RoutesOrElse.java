package org.kamaelia.http.route;

import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;

/** Routes, and a factory for the requests whose path matches none of them. */
final class RoutesOrElse implements HandlerFactory {
    private final HandlerFactory routes;
    private final Predicate<String> serves;
    private final HandlerFactory other;
    private final Set<String> methods;

    /**
     * Both together.
     *
     * @param serves whether a route matches a path
     */
    RoutesOrElse(HandlerFactory routes, Predicate<String> serves, HandlerFactory other) {
        this.routes = routes;
        this.serves = serves;
        this.other = other;
        this.methods = new Methods(routes.methods(), other.methods());
    }

    @Override
    public Reply reply(Request request) {
        return serves.test(request.path()) ? routes.reply(request) : other.reply(request);
    }

    @Override
    public Set<String> methods() {
        return methods;
    }

    /** The methods of both. The other factory may take any method: then its set contains more than it can list. */
    private static final class Methods extends AbstractSet<String> {
        private final Set<String> ofRoutes;
        private final Set<String> ofOther;
        private final Set<String> listed;

        Methods(Set<String> ofRoutes, Set<String> ofOther) {
            this.ofRoutes = ofRoutes;
            this.ofOther = ofOther;
            this.listed = new TreeSet<>(ofRoutes);
            listed.addAll(ofOther);
        }

        @Override
        public boolean contains(Object method) {
            return ofRoutes.contains(method) || ofOther.contains(method);
        }

        @Override
        public Iterator<String> iterator() {
            return listed.iterator();
        }

        @Override
        public int size() {
            return listed.size();
        }
    }
}
