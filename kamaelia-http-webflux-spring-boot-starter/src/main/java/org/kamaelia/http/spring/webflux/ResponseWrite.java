package org.kamaelia.http.spring.webflux;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * One write of an application: subscribes to what is written and brings its signals to the {@link ResponseFlow}, from
 * whatever thread they come. It completes when all of the body was handed over to the connection.
 */
final class ResponseWrite implements BodyWriter, Subscription {
    private final ResponseFlow flow;
    private final LoopExecution loop;
    private final CoreSubscriber<? super Void> writer;
    private final boolean single;
    private final boolean grouped;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable Subscription upstream;

    private ResponseWrite(
            ResponseFlow flow,
            LoopExecution loop,
            CoreSubscriber<? super Void> writer,
            boolean single,
            boolean grouped) {
        this.flow = flow;
        this.loop = loop;
        this.writer = writer;
        this.single = single;
        this.grouped = grouped;
    }

    /**
     * The write of the buffers of a publisher.
     *
     * @param single whether the publisher emits one buffer at most
     */
    static Mono<Void> of(ResponseFlow flow, LoopExecution loop, Publisher<? extends DataBuffer> body, boolean single) {
        return new Written(writer -> {
            ResponseWrite write = new ResponseWrite(flow, loop, writer, single, false);
            write.begin();
            body.subscribe(write.new Buffers(false));
        });
    }

    /** The write of the buffers of publishers, each of which is flushed. */
    static Mono<Void> grouped(
            ResponseFlow flow, LoopExecution loop, Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return new Written(writer -> {
            ResponseWrite write = new ResponseWrite(flow, loop, writer, false, true);
            write.begin();
            body.subscribe(write.new Groups());
        });
    }

    /** The write of something that is at hand. */
    static Mono<Void> ready(ResponseFlow flow, LoopExecution loop, Ready body) {
        return new Written(writer -> {
            ResponseWrite write = new ResponseWrite(flow, loop, writer, true, false);
            writer.onSubscribe(write);
            LoopSignals.Signal signal;
            try {
                signal = body.signal(write);
            } catch (Exception thrown) {
                write.fail(thrown);
                return;
            }
            if (loop.enter()) {
                signal.run();
                loop.leave();
            } else {
                loop.cross(signal);
            }
        });
    }

    /** Gives the body as a signal for the flow. */
    interface Ready {
        LoopSignals.Signal signal(ResponseWrite write) throws Exception;
    }

    private interface Begin {
        void subscribe(CoreSubscriber<? super Void> writer);
    }

    /** What a write gives to the application. */
    private static final class Written extends Mono<Void> {
        private final Begin begin;

        Written(Begin begin) {
            this.begin = begin;
        }

        @Override
        public void subscribe(CoreSubscriber<? super Void> writer) {
            begin.subscribe(writer);
        }
    }

    private void begin() {
        writer.onSubscribe(this);
        if (loop.enter()) {
            flow.begin(this);
        } else {
            loop.cross(() -> flow.begin(this), this::abandon);
        }
    }

    @Override
    public boolean isGrouped() {
        return grouped;
    }

    @Override
    public boolean isOver() {
        return over.get();
    }

    @Override
    public void subscribeTo(Publisher<? extends DataBuffer> group) {
        group.subscribe(new Buffers(true));
    }

    @Override
    public void complete() {
        if (over.compareAndSet(false, true)) {
            writer.onComplete();
        }
    }

    @Override
    public void fail(Throwable thrown) {
        if (over.compareAndSet(false, true)) {
            writer.onError(thrown);
        }
    }

    @Override
    public void abandon() {
        Subscription from = upstream;
        if (from != null) {
            from.cancel();
        }
        fail(new BrokenOffException("There is no response to write to any more", null));
    }

    @Override
    public void request(long n) {
        // nothing but the end is emitted
    }

    @Override
    public void cancel() {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        Subscription from = upstream;
        if (from != null) {
            from.cancel();
        }
        if (loop.enter()) {
            flow.cancelled();
            loop.leave();
        } else {
            loop.cross(flow::cancelled);
        }
    }

    private void failed(Throwable thrown) {
        if (loop.enter()) {
            flow.failed(thrown);
            loop.leave();
        } else {
            loop.cross(() -> flow.failed(thrown));
        }
    }

    private void ended() {
        if (loop.enter()) {
            flow.ended();
            loop.leave();
        } else {
            loop.cross(flow::ended);
        }
    }

    /** Gets buffers: the whole body, or one group of it. */
    private final class Buffers implements CoreSubscriber<DataBuffer> {
        private final boolean group;

        Buffers(boolean group) {
            this.group = group;
        }

        @Override
        public Context currentContext() {
            return writer.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            if (!group) {
                upstream = subscription;
            }
            if (isOver()) {
                subscription.cancel();
            } else if (loop.enter()) {
                flow.source(subscription);
                loop.leave();
            } else {
                loop.cross(() -> flow.source(subscription), subscription::cancel);
            }
        }

        @Override
        public void onNext(DataBuffer buffer) {
            if (isOver()) {
                DataBufferUtils.release(buffer);
                return;
            }
            if (loop.enter()) {
                flow.next(buffer, single, false);
                loop.leave();
                return;
            }
            loop.cross(new LoopSignals.Signal() {
                @Override
                void run() {
                    flow.next(buffer, single, true);
                }

                @Override
                void discard() {
                    DataBufferUtils.release(buffer);
                }
            });
        }

        @Override
        public void onError(Throwable thrown) {
            failed(thrown);
        }

        @Override
        public void onComplete() {
            if (!group) {
                ended();
            } else if (loop.enter()) {
                flow.groupEnded();
                loop.leave();
            } else {
                loop.cross(flow::groupEnded);
            }
        }
    }

    /** Gets groups, one after the other. */
    private final class Groups implements CoreSubscriber<Publisher<? extends DataBuffer>> {
        @Override
        public Context currentContext() {
            return writer.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            upstream = subscription;
            if (isOver()) {
                subscription.cancel();
            } else if (loop.enter()) {
                flow.groups(subscription);
                loop.leave();
            } else {
                loop.cross(() -> flow.groups(subscription), subscription::cancel);
            }
        }

        @Override
        public void onNext(Publisher<? extends DataBuffer> group) {
            if (loop.enter()) {
                flow.nextGroup(group, ResponseWrite.this);
                loop.leave();
            } else {
                loop.cross(() -> flow.nextGroup(group, ResponseWrite.this));
            }
        }

        @Override
        public void onError(Throwable thrown) {
            failed(thrown);
        }

        @Override
        public void onComplete() {
            if (loop.enter()) {
                flow.groupsEnded();
                loop.leave();
            } else {
                loop.cross(flow::groupsEnded);
            }
        }
    }
}
