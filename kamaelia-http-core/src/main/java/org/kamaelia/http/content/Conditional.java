package org.kamaelia.http.content;

import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HandlerFilter;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.syntax.EntityTag;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.HttpDate;

/**
 * Conditional requests (RFC 9110 section 13). Answers 304 to a client that has the current representation, and 412 to a
 * client that wants to change a representation other than the one that it knows.
 *
 * <pre>{@code
 * Conditional.around(page)                      // GET and HEAD, by the ETag and Last-Modified of the answer
 * Conditional.around(notes, store::validators)  // every method, before the handler is asked
 * }</pre>
 *
 * <p>A handler that knows its validators itself calls {@link #evaluate} or {@link #check}. If-Range belongs to
 * {@link Ranged}. With {@link Compressed} and {@link Ranged} the order is
 * {@code Ranged.around(Conditional.around(Compressed.around(handler)))}. Thread-safe.
 */
public final class Conditional {
    private static final Set<String> NEVER = Set.of("CONNECT", "OPTIONS", "TRACE");

    /** Fields that describe the representation, which 304 does not send, and not the copy that the client has. */
    private static final String[] NOT_WITH_304 = {
        "Content-Type",
        "Content-Encoding",
        "Content-Language",
        "Content-Range",
        "Content-Disposition",
        "Content-Digest",
        "Repr-Digest",
        "Digest",
        "Accept-Ranges"
    };

    private Conditional() {}

    /** The result of the preconditions of a request. */
    public enum Outcome {
        /** They hold, or there are none: the request is to be answered. */
        PROCEED,
        /** The client has the current representation: 304. */
        NOT_MODIFIED,
        /** The resource is not in the state that the client wants: 412, and nothing is changed. */
        FAILED
    }

    /** Whether a request has any of the fields that {@link #evaluate} looks at. */
    public static boolean isAsked(Request request) {
        Fields fields = request.fields();
        return fields.contains("If-None-Match")
                || fields.contains("If-Modified-Since")
                || fields.contains("If-Match")
                || fields.contains("If-Unmodified-Since");
    }

    /**
     * Evaluates the preconditions in the order of RFC 9110 section 13.2.2. Only for requests that would be answered with
     * 2xx without them (section 13.2.1).
     */
    public static Outcome evaluate(Request request, Validators current) {
        return isAsked(request)
                ? evaluate(request.method(), request.fields(), current, Validators.clock())
                : Outcome.PROCEED;
    }

    /**
     * The same with a clock of the caller's.
     *
     * @param now seconds since 1970
     */
    public static Outcome evaluate(String method, Fields fields, Validators current, long now) {
        if (NEVER.contains(method)) {
            return Outcome.PROCEED; // section 13.2.1
        }
        boolean reads = method.equals("GET") || method.equals("HEAD");
        String match = fields.joined("If-Match");
        if (match != null) {
            if (!matches(match, current, true)) {
                return Outcome.FAILED;
            }
        } else if (isModifiedSince(fields.joined("If-Unmodified-Since"), current, now)) {
            return Outcome.FAILED;
        }
        String noneMatch = fields.joined("If-None-Match");
        if (noneMatch != null) {
            if (matches(noneMatch, current, false)) {
                return reads ? Outcome.NOT_MODIFIED : Outcome.FAILED;
            }
        } else if (reads && isUnmodifiedSince(fields.joined("If-Modified-Since"), current, now)) {
            return Outcome.NOT_MODIFIED;
        }
        return Outcome.PROCEED;
    }

    private static boolean matches(String list, Validators current, boolean strongly) {
        if (list.equals("*")) {
            return current.exists();
        }
        EntityTag tag = current.tag();
        return tag != null && tag.isIn(list, strongly);
    }

    /** Sections 13.1.4: false where either date is not known, since the field is then ignored. */
    private static boolean isModifiedSince(@Nullable String date, Validators current, long now) {
        long since = date == null ? HttpDate.NONE : HttpDate.parse(date, now);
        return since != HttpDate.NONE && current.modified() != HttpDate.NONE && current.modified() > since;
    }

    /** Section 13.1.3: false where either date is not known, since the field is then ignored. */
    private static boolean isUnmodifiedSince(@Nullable String date, Validators current, long now) {
        long since = date == null ? HttpDate.NONE : HttpDate.parse(date, now);
        return since != HttpDate.NONE && current.modified() != HttpDate.NONE && current.modified() <= since;
    }

    /**
     * Evaluates the preconditions for a handler that goes on if this returns.
     *
     * @return whether the client has the current representation, so that the answer is {@link #notModified}
     * @throws StatusException 412 if they fail
     */
    public static boolean check(Request request, Validators current) {
        Outcome outcome = evaluate(request, current);
        if (outcome == Outcome.FAILED) {
            throw failed();
        }
        return outcome == Outcome.NOT_MODIFIED;
    }

    /** The answer to a request whose preconditions failed. */
    public static StatusException failed() {
        return new StatusException(412, "The resource is not in the state that this request was made for");
    }

    /**
     * The 304 response that replaces another response. It has all fields of that response, except those that describe the
     * content. Last-Modified is sent only without an entity tag (RFC 9110 section 15.4.5).
     *
     * @param instead the response without preconditions, with or without its body
     */
    public static Response notModified(Response instead) {
        Fields.Builder fields = instead.fields().toBuilder();
        for (String name : NOT_WITH_304) {
            fields.remove(name);
        }
        if (instead.fields().contains("ETag")) {
            fields.remove("Last-Modified");
        }
        return Response.of(304).withFields(fields.build());
    }

    /**
     * Makes a handler honour the preconditions of GET and HEAD, by the validators that its answer carries in ETag and
     * Last-Modified. Only answers with 200 are considered. If the answer is 304 or 412, the handler is ended. Preconditions
     * of other methods are not evaluated, since the handler has already made its change when its answer comes.
     */
    public static HandlerFactory around(HandlerFactory factory) {
        return factory.around((inner, request) -> {
            Reply reply = inner.reply(request);
            return isRead(request) && isAsked(request) ? conditional(reply, request, null) : reply;
        });
    }

    /**
     * Makes a handler honour the preconditions of all methods. They are evaluated before the handler is asked. A 304 to GET
     * or HEAD is made of the handler's own answer, so that it carries the fields that it should.
     *
     * @param current the validators of what a request addresses; called on the event loop, must not block;
     *     {@link Validators#ABSENT} if there is nothing yet
     */
    public static HandlerFactory around(HandlerFactory factory, Function<? super Request, Validators> current) {
        return factory.around((inner, request) -> {
            if (!isAsked(request)) {
                return inner.reply(request);
            }
            Validators validators = current.apply(request);
            Outcome outcome = validators.exists() || !isRead(request)
                    ? evaluate(request, validators)
                    : Outcome.PROCEED; // the handler says 404, which preconditions do not change
            if (outcome == Outcome.FAILED) {
                throw failed();
            }
            Reply reply = inner.reply(request);
            return outcome == Outcome.NOT_MODIFIED ? conditional(reply, request, validators) : reply;
        });
    }

    private static Reply conditional(Reply reply, Request request, @Nullable Validators known) {
        if (!(reply instanceof Response whole)) {
            return new Filter(reply, known);
        }
        return whole.status() == 200 ? judged(whole, request, known) : whole;
    }

    /** A response with 200, or 304 in its place. */
    private static Response judged(Response response, Request request, @Nullable Validators known) {
        if (known != null) {
            return notModified(known.on(response));
        }
        return check(request, Validators.of(response)) ? notModified(response) : response;
    }

    static boolean isRead(Request request) {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }

    /** Looks at the head of a response, and passes on what follows. */
    private static final class Filter extends HandlerFilter {
        private final @Nullable Validators known;

        Filter(Reply behind, @Nullable Validators known) {
            super(behind);
            this.known = known;
        }

        @Override
        protected void part(ResponsePart part) {
            if (!(part instanceof Response response) || response.status() != 200) {
                outbox.send(part);
                return;
            }
            Response judged = judged(response, request(), known);
            if (judged == response) {
                outbox.send(response);
            } else {
                respond(judged);
            }
        }
    }
}
