package org.kamaelia.axon;

/**
 * A straight {@link Graphline}: each stage linked to the next, after Kamaelia's {@code Pipeline}.
 *
 * @param <I> what the first stage takes
 * @param <O> what the last stage gives
 */
public final class Pipeline<I, O> extends Graphline<I, O> {
    private Pipeline() {}

    /** A pipeline of one stage. */
    public static <I, O> Pipeline<I, O> of(Stage<I, O> only) {
        Pipeline<I, O> pipeline = new Pipeline<>();
        pipeline.add(only);
        pipeline.in(only.inbox()).out(only.outbox());
        return pipeline;
    }

    /** A pipeline of two stages. */
    public static <I, M, O> Pipeline<I, O> of(Stage<I, M> first, Stage<M, O> second) {
        return of(first).then(second);
    }

    /** This pipeline with another stage behind it; this one must not have been activated and is used up. */
    public <P> Pipeline<I, P> then(Stage<? super O, P> next) {
        Pipeline<I, P> longer = new Pipeline<>();
        for (Component part : parts()) {
            longer.add(part);
        }
        longer.add(next);
        outbox().linkTo(next.inbox());
        longer.in(inbox()).out(next.outbox());
        return longer;
    }
}
