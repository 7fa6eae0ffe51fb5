package org.kamaelia.http.spring.webflux;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Begins a write when the first signal of its body has come. A body that fails before its first item is not written, so
 * that the application can still answer with an error.
 *
 * <pre>
 *   body --- first item ---> held ---> write, when it requests
 *        --- others ---------------->
 * </pre>
 *
 * <p>The first item has one owner at any time: this class, until the write takes it. A cancellation by any thread, at
 * any time, releases an item that is held, and one that comes afterwards.
 */
final class DeferredWrite<T> extends Mono<Void> {
    private final Publisher<? extends T> body;
    private final boolean single;
    private final Function<Publisher<T>, Mono<Void>> write;

    /**
     * @param single whether the body ends with its first item, so that it is never cancelled after that item
     * @param write makes the write of the body: called once for each subscriber, at the first item or at the end of an
     *     empty body
     */
    DeferredWrite(Publisher<? extends T> body, boolean single, Function<Publisher<T>, Mono<Void>> write) {
        this.body = body;
        this.single = single;
        this.write = write;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Void> writer) {
        body.subscribe(new Gate<>(writer, single, write));
    }

    /** Takes the signals of the body, and is the body for the write. */
    private static final class Gate<T> implements CoreSubscriber<T>, Publisher<T>, Subscription {
        /** In place of the first item: it was taken or released, or will not be taken. */
        private static final Object GONE = new Object();

        private final CoreSubscriber<? super Void> writer;
        private final boolean single;
        private final Function<Publisher<T>, Mono<Void>> write;
        private final AtomicReference<@Nullable Object> first = new AtomicReference<>();
        private final AtomicInteger draining = new AtomicInteger();
        private @Nullable Subscription upstream; // set before any other signal
        private volatile @Nullable Subscription writing;
        private volatile @Nullable Subscriber<? super T> target;
        private volatile boolean cancelled;
        private volatile boolean requested;
        private volatile boolean ended;
        private @Nullable Throwable failure; // published by 'ended'
        private boolean begun; // for the threads of the body
        private boolean told; // of the end; for the thread that drains

        Gate(CoreSubscriber<? super Void> writer, boolean single, Function<Publisher<T>, Mono<Void>> write) {
            this.writer = writer;
            this.single = single;
            this.write = write;
        }

        @Override
        public Context currentContext() {
            return writer.currentContext();
        }

        // The body.

        @Override
        public void onSubscribe(Subscription subscription) {
            upstream = subscription;
            writer.onSubscribe(this);
            subscription.request(1);
        }

        @Override
        public void onNext(T item) {
            Subscriber<? super T> to = target;
            if (begun && to != null) {
                to.onNext(item);
            } else if (!cancelled && first.compareAndSet(null, item)) {
                ended = single;
                begin();
            } else {
                release(item);
            }
        }

        @Override
        public void onError(Throwable thrown) {
            if (begun) {
                failure = thrown;
                ended = true;
                drain();
            } else {
                ended = true;
                writer.onError(thrown);
            }
        }

        @Override
        public void onComplete() {
            ended = true;
            if (begun) {
                drain();
            } else if (!cancelled) {
                begin();
            }
        }

        private void begin() {
            begun = true;
            write.apply(this).subscribe(new Completion());
        }

        // The body for the write.

        @Override
        public void subscribe(Subscriber<? super T> subscriber) {
            target = subscriber;
            subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long n) {
                    demand(n);
                }

                @Override
                public void cancel() {
                    giveUp();
                }
            });
            drain(); // an empty body ends without demand
        }

        private void demand(long n) {
            long others = n;
            if (!requested) {
                requested = true;
                drain();
                others = n == Long.MAX_VALUE ? n : n - 1;
            }
            if (others > 0 && !ended) {
                upstream().request(others);
            }
        }

        private void drain() {
            if (draining.getAndIncrement() != 0) {
                return;
            }
            int seen = 1;
            do {
                Subscriber<? super T> to = target;
                if (to != null) {
                    tell(to);
                }
                seen = draining.addAndGet(-seen);
            } while (seen != 0);
        }

        @SuppressWarnings("unchecked")
        private void tell(Subscriber<? super T> to) {
            boolean mayTake = requested;
            Object held = mayTake ? first.getAndSet(GONE) : first.get();
            boolean holds = held != null && held != GONE;
            if (holds && mayTake) {
                to.onNext((T) held);
                holds = false;
            }
            if (ended && !holds && !told) {
                told = true;
                if (failure == null) {
                    to.onComplete();
                } else {
                    to.onError(failure);
                }
            }
        }

        private Subscription upstream() {
            Subscription from = upstream;
            if (from == null) {
                throw new IllegalStateException("A publisher has sent a signal before its subscription");
            }
            return from;
        }

        /** The rest of the body is not wanted. */
        private void giveUp() {
            release(first.getAndSet(GONE));
            if (!ended) {
                upstream().cancel();
            }
        }

        /** The write has ended. It has given up the body itself, unless it never got the body. */
        private void written() {
            if (target == null) {
                giveUp();
            } else {
                release(first.getAndSet(GONE));
            }
        }

        private static void release(@Nullable Object item) {
            if (item instanceof DataBuffer buffer) {
                DataBufferUtils.release(buffer);
            }
        }

        // The writer.

        @Override
        public void request(long n) {
            // nothing but the end is emitted
        }

        @Override
        public void cancel() {
            cancelled = true;
            giveUp();
            Subscription running = writing;
            if (running != null) {
                running.cancel();
            }
        }

        /** The end of the write. What the write did not take is given up. */
        private final class Completion implements CoreSubscriber<Void> {
            @Override
            public Context currentContext() {
                return writer.currentContext();
            }

            @Override
            public void onSubscribe(Subscription subscription) {
                writing = subscription;
                if (cancelled) {
                    subscription.cancel();
                } else {
                    subscription.request(Long.MAX_VALUE);
                }
            }

            @Override
            public void onNext(Void nothing) {
                // a write emits its end only
            }

            @Override
            public void onError(Throwable thrown) {
                written();
                writer.onError(thrown);
            }

            @Override
            public void onComplete() {
                written();
                writer.onComplete();
            }
        }
    }
}
