package org.kamaelia.http.exchange;

import java.util.Set;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.RequestScope;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.spi.ServerAccess;
import org.kamaelia.http.syntax.NormalPath;
import org.kamaelia.http.syntax.RequestHead;
import org.kamaelia.http.syntax.TargetForm;

/**
 * The way of a request to the factory of the server: the filter of the server, the rules that apply to every request, and
 * then the factory, Kamaelia's {@code createRequestHandler}. The rules stand behind the filter, so that the filter sees
 * the responses of requests that are refused here.
 */
final class Admission implements HandlerFactory {
    private static final ServerAccess ACCESS = ServerAccess.get();

    private final HandlerFactory handlers;
    private final HttpCounters counters;
    private final HandlerFactory entrance;

    Admission(HttpSetup setup, HttpCounters counters) {
        this.handlers = setup.handlers();
        this.counters = counters;
        HttpFilter filter = setup.filter();
        this.entrance = filter == null ? this : filter.inFrontOf(this);
    }

    /**
     * Returns the reply to a request. The scope of the request is closed before the reply is sent.
     *
     * @throws StatusException if the server refuses the request before the factory is called
     */
    Reply enter(Request request) {
        RequestScope.Open open = ACCESS.openScope(request);
        try {
            return entrance.reply(request);
        } finally {
            open.close();
        }
    }

    @Override
    public Reply reply(Request request) {
        admit(request);
        return handlers.reply(request);
    }

    @Override
    public Set<String> methods() {
        return handlers.methods();
    }

    private void admit(Request request) {
        RequestHead head = ACCESS.head(request);
        if (head.form() == TargetForm.AUTHORITY) {
            throw refused(405, "This server is no proxy").header("Allow", ""); // RFC 9110 section 9.3.6
        }
        if (head.normalPath() != head.path()) { // the same object for most paths, which are in that form already
            admitPath(head.path());
        }
        if (head.targetsHttps() && !request.isSecure()) {
            throw refused(421, "An https resource is served over TLS only"); // RFC 9110 section 7.4
        }
        if (!head.hasWellKnownMethod() && !handlers.methods().contains(request.method())) {
            throw refused(501, "This server knows no such method"); // RFC 9110 section 9.1
        }
        if (request.method().equals("PUT") && request.fields().contains("Content-Range")) {
            // A handler that ignores Content-Range would replace the whole by a part (RFC 9110 section 14.5).
            throw refused(400, "A part of a representation cannot be put here");
        }
    }

    private static void admitPath(String path) {
        String fault = NormalPath.fault(path);
        if (fault != null) {
            throw new StatusException(400, fault);
        }
    }

    private StatusException refused(int status, String detail) {
        counters.reject(status);
        return new StatusException(status, detail);
    }
}
