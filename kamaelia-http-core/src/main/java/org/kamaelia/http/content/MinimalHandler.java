package org.kamaelia.http.content;

import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Handler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;

/**
 * Answers GET and HEAD with a file.
 *
 * <pre>
 *   start --in the cache--------------------------------> answer --> send ... finish
 *     \--else: found on a thread that may block, wake --/
 * </pre>
 */
final class MinimalHandler extends Handler {
    private static final Object CLOSED = new Object();

    private final Minimal minimal;
    private final AtomicReference<@Nullable Object> outcome = new AtomicReference<>();
    private @Nullable Found found;
    private @Nullable ContentSender sender;
    private boolean answered;

    MinimalHandler(Minimal minimal) {
        this.minimal = minimal;
    }

    @Override
    protected void start() throws IOException {
        found = minimal.cached(request());
        if (found != null) {
            answer(found);
            return;
        }
        if (minimal.path(request()) == null) {
            throw Minimal.notFound();
        }
        try {
            minimal.executor().execute(this::find);
        } catch (RejectedExecutionException tooMany) {
            throw Minimal.unavailable();
        }
    }

    /** On a thread that may block. */
    private void find() {
        if (outcome.get() == CLOSED) {
            return; // the request has ended
        }
        Object result;
        try {
            result = minimal.find(request());
        } catch (IOException | RuntimeException failure) {
            result = failure;
        }
        if (outcome.compareAndSet(null, result)) {
            wake();
        } else if (result instanceof Finder.Result late) {
            release(late.file());
        }
    }

    @Override
    protected void step() throws Exception {
        if (!answered) {
            Object result = outcome.getAndSet(null);
            if (result instanceof IOException failure) {
                Minimal.LOG.log(System.Logger.Level.WARNING, "Cannot read what " + request() + " asks for", failure);
                throw Minimal.unavailable();
            }
            if (result instanceof RuntimeException failure) {
                throw failure;
            }
            if (result != null) {
                answer((Finder.Result) result);
            }
        } else if (sender != null && !outbox.isFinished() && sender.send(outbox)) {
            finish();
        }
    }

    private void answer(Finder.Result result) throws IOException {
        found = result.file();
        if (found != null) {
            answer(found);
        } else if (result.page() != null) {
            answered = true;
            respond(result.page());
        } else if (result.isDirectory()) {
            answered = true;
            respond(Response.redirect(301, withSlash(request())));
        } else {
            throw Minimal.notFound();
        }
    }

    /**
     * The path with a slash at its end, as a reference relative to the path itself. So the redirect is right behind a proxy
     * that hides a part of the path, and it can never name another host (RFC 3986 section 4.2).
     */
    private static String withSlash(Request request) {
        String path = request.path();
        String query = request.query();
        return "./" + path.substring(path.lastIndexOf('/') + 1) + "/" + (query == null ? "" : "?" + query);
    }

    private void answer(Found file) throws IOException {
        answered = true;
        Found.Variant variant = file.choose(request().fields().joined("Accept-Encoding"));
        Resource content = variant.resource();
        if (Conditional.isAsked(request()) && Conditional.check(request(), content.validators())) {
            respond(variant.notModified());
        } else if (variant.whole().isComplete() && !Ranged.isAsked(request())) {
            respond(variant.whole());
        } else {
            send(file, content, Ranged.select(request(), variant.whole(), content.length()));
        }
    }

    private void send(Found file, Resource content, Ranged answer) throws IOException {
        begin(answer.head());
        if (request().method().equals("HEAD")) {
            finish();
            return;
        }
        ContentSender sending = new ContentSender(file, content, answer, minimal.executor(), this::wake);
        sender = sending;
        if (sending.send(outbox)) {
            finish();
        }
    }

    @Override
    protected void closed(CloseReason how) {
        if (outcome.getAndSet(CLOSED) instanceof Finder.Result late) {
            release(late.file());
        }
        if (sender != null) {
            sender.close();
        }
        release(found);
        found = null;
    }

    private static void release(@Nullable Found file) {
        if (file != null) {
            file.release();
        }
    }
}
