package org.kamaelia.benchmarks.jmh;

import java.util.concurrent.TimeUnit;
import org.kamaelia.http.Handler;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.route.ResourceGlue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From a path to its handler, among fifty routes. The factories make nothing, so only the search is measured. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RoutingBenchmark {
    private final ResourceGlue routes = routes();
    private final Request exact = Requests.get("/shop/section7/items");
    private final Request variable = Requests.get("/shop/section7/items/4711");
    private final Request below = Requests.get("/files/css/2026/site.css");

    private static ResourceGlue routes() {
        Handler made = new Silent();
        HandlerFactory factory = request -> made;
        ResourceGlue routes = ResourceGlue.of().at("/files/", "GET", factory).at("/plaintext", "GET", factory);
        for (int i = 0; i < 16; i++) {
            routes = routes.at("/shop/section" + i + "/items", "GET", factory)
                    .at("/shop/section" + i + "/items", "POST", factory)
                    .at("/shop/section" + i + "/items/{id}", "GET", factory);
        }
        return routes;
    }

    /** A path that is registered as it is. */
    @Benchmark
    public Reply exactPath() {
        return routes.reply(exact);
    }

    /** A path with one {@code {name}}. */
    @Benchmark
    public Reply pathWithVariable() {
        return routes.reply(variable);
    }

    /** A path three segments below a registered one. */
    @Benchmark
    public Reply pathBelow() {
        return routes.reply(below);
    }

    private static final class Silent extends Handler {
        @Override
        protected void step() {}
    }
}
