package org.kamaelia.http.content;

import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoxSpec;
import org.kamaelia.axon.CrossingInbox;
import org.kamaelia.axon.CrossingOutbox;
import org.kamaelia.axon.Shutdown;
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
    private static final BoxSpec<Finder.Result> RESULTS =
            BoxSpec.of("MinimalHandler", "results", "what was found under a path", 1);

    private final Minimal minimal;
    private @Nullable CrossingInbox<Finder.Result> results;
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
        CrossingInbox<Finder.Result> box = new CrossingInbox<>(this, RESULTS);
        CrossingOutbox<Finder.Result> finder = new CrossingOutbox<>(box);
        results = box;
        try {
            minimal.executor().execute(() -> find(finder));
        } catch (RejectedExecutionException tooMany) {
            throw Minimal.unavailable();
        }
    }

    /** On a thread that may block. */
    private void find(CrossingOutbox<Finder.Result> finder) {
        if (!finder.isWanted()) {
            return; // the request has ended
        }
        try {
            finder.offerLast(minimal.find(request()));
        } catch (Throwable failure) {
            finder.shutdown(new Shutdown("a resource cannot be read", failure));
        }
    }

    @Override
    protected void step() throws Exception {
        if (!answered && results != null) {
            Finder.Result result = results.poll();
            if (result != null) {
                answer(result);
            } else if (results.shutdown() != null) {
                throw failed(results.shutdown().cause());
            }
        } else if (sender != null && !outbox.isFinished() && sender.send(outbox)) {
            finish();
        }
    }

    private Exception failed(@Nullable Throwable cause) {
        if (cause instanceof IOException) {
            Minimal.LOG.log(
                    System.Logger.Level.WARNING, "Cannot read what " + request() + " asks for", cause, surrounding());
            return Minimal.unavailable();
        }
        return cause instanceof RuntimeException failure ? failure : new IllegalStateException(cause);
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
        String path = request.rawPath();
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
        ContentSender sending = new ContentSender(file, content, answer, minimal.executor(), this);
        sender = sending;
        if (sending.send(outbox)) {
            finish();
        }
    }

    @Override
    protected void closed(CloseReason how) {
        if (sender != null) {
            sender.close();
        }
        if (found != null) {
            found.release();
            found = null;
        }
    }
}
