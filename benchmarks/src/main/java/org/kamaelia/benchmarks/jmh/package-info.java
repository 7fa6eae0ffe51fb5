/**
 * What single parts of the core cost, on the classes that the server itself runs.
 *
 * <pre>
 *   HopBenchmark          outbox -> inbox -> step -> poll
 *   HandlerLifeBenchmark  a handler made, linked, stepped, closed
 *   ParserBenchmark       octets -> RequestHead
 *   RoutingBenchmark      path -> HandlerFactory
 *   FramingBenchmark      Response -> octets
 * </pre>
 *
 * <p>The scheduler is turned by the benchmark's own thread, without sockets. Three warm-up and five measured iterations
 * of one second in each of two JVMs: everything takes a few minutes.
 */
@NullMarked
package org.kamaelia.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
