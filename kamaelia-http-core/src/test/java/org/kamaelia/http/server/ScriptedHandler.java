package org.kamaelia.http.server;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Handler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.syntax.Fields;

/** A stepwise handler that does what lambdas tell it to, and notes how it ended. */
final class ScriptedHandler extends Handler {
    private static final Action NOTHING = handler -> {};

    private Action start = NOTHING;
    private Action step = NOTHING;
    private Action stopping = NOTHING;
    private Action inputEnded = NOTHING;
    private long maxBody = -1;
    private @Nullable Closings closings;

    /** Something that a handler does; may throw. */
    @FunctionalInterface
    interface Action {
        void run(ScriptedHandler handler) throws Exception;
    }

    static ScriptedHandler starting(Action action) {
        ScriptedHandler made = new ScriptedHandler();
        made.start = action;
        return made;
    }

    static ScriptedHandler stepping(Action action) {
        return new ScriptedHandler().andStepping(action);
    }

    ScriptedHandler andStepping(Action action) {
        step = action;
        return this;
    }

    ScriptedHandler whenStopping(Action action) {
        stopping = action;
        return this;
    }

    ScriptedHandler whenInputEnds(Action action) {
        inputEnded = action;
        return this;
    }

    ScriptedHandler telling(Closings told) {
        closings = told;
        return this;
    }

    ScriptedHandler taking(long most) {
        maxBody = most;
        return this;
    }

    @Override
    protected long maxBody() {
        return maxBody;
    }

    @Override
    protected void start() throws Exception {
        start.run(this);
    }

    @Override
    protected void step() throws Exception {
        step.run(this);
    }

    @Override
    protected void stopping() throws Exception {
        stopping.run(this);
    }

    @Override
    protected void inputEnded() throws Exception {
        inputEnded.run(this);
    }

    @Override
    protected void closed(CloseReason how) {
        if (closings != null) {
            closings.add(how);
        }
    }

    // What a handler can do, for the lambdas.

    Request asked() {
        return request();
    }

    Inbox<ByteBuffer> in() {
        return inbox;
    }

    Outbox<ResponsePart> out() {
        return outbox;
    }

    ScriptedHandler sendFirst(Response response) {
        begin(response);
        return this;
    }

    ScriptedHandler send(String data) {
        outbox.send(ResponsePart.text(data));
        return this;
    }

    void answer(Response response) {
        respond(response);
    }

    void end() {
        finish();
    }

    void end(Fields trailers) {
        finish(trailers);
    }

    void onceMoreAfter(Duration delay) {
        stepAfter(delay);
    }

    /** Reads and forgets what there is of the body; answers whether it has ended. */
    boolean readAll() {
        while (inbox.poll() != null) {
            // forgotten
        }
        return inbox.ended();
    }
}
