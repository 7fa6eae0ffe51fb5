package org.kamaelia.http.spring.actuate;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Waits for the results of operations that use Reactor. Loaded only if Reactor is on the class path. */
final class ReactorResult {
    private ReactorResult() {}

    /**
     * The element of a Mono, or the list of all elements of any other publisher. Any other value is returned unchanged.
     */
    static @Nullable Object completed(Object answer) {
        if (answer instanceof Mono<?> mono) {
            return mono.block();
        }
        return answer instanceof Publisher<?> publisher
                ? Flux.from(publisher).collectList().block()
                : answer;
    }
}
