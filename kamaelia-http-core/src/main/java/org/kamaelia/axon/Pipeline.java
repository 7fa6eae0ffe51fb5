package org.kamaelia.axon;

/**
 * A straight {@link Graphline}: each stage is linked to the next one. After Kamaelia's {@code Pipeline}.
 *
 * @param <I> the type of the messages that the first stage receives
 * @param <O> the type of the messages that the last stage sends
 */
public final class Pipeline<I, O> extends Graphline<I, O> {
    private Pipeline() {}

    /** Makes a pipeline of one stage. */
    public static <I, O> Pipeline<I, O> of(Stage<I, O> only) {
        Pipeline<I, O> pipeline = new Pipeline<>();
        pipeline.add(only);
        pipeline.in(only.inbox()).out(only.outbox());
        return pipeline;
    }

    /** Makes a pipeline of two stages. */
    public static <I, M, O> Pipeline<I, O> of(Stage<I, M> first, Stage<M, O> second) {
        return of(first).then(second);
    }

    /**
     * Makes a pipeline of the stages of this one and another stage. Do not activate this pipeline, before or
     * afterwards.
     */
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
