package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Threads for work that may block")
@Timeout(20)
class ThreadsTest {

    private static final boolean EXPECTED = Runtime.version().feature() >= 21;

    /** {@code Thread.isVirtual()}, which the source level does not know. */
    static boolean isVirtual(Thread thread) {
        try {
            return (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
        } catch (NoSuchMethodException beforeJava19) {
            return false;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("are virtual exactly where the JVM has virtual threads, from Java 21 on")
    void areVirtualExactlyWhereTheJvmHasVirtualThreads() {
        assumeTrue(Runtime.version().feature() != 19 && Runtime.version().feature() != 20, "a preview there");
        assertThat(Threads.areVirtualHere()).isEqualTo(EXPECTED);
    }

    @Test
    @DisplayName("are made of that kind, as daemons with numbered names")
    void areDaemonsWithNumberedNames() throws InterruptedException {
        var factory = Threads.factory("worker-");
        for (int i = 0; i < 3; i++) {
            Thread thread = factory.newThread(() -> {});
            assertThat(isVirtual(thread)).isEqualTo(Threads.areVirtualHere());
            assertThat(thread.isDaemon()).isTrue();
            assertThat(thread.getName()).isEqualTo("worker-" + i);
            thread.start();
            thread.join();
        }
    }

    @Test
    @DisplayName("really run the tasks of an executor, and the work of a threaded component, where the JVM has them")
    void runTheTasksOfExecutorsAndThreadedComponents() throws Exception {
        Executor executor = new BoundedExecutor("virtual-", 2, 0);
        CompletableFuture<Boolean> task = new CompletableFuture<>();
        executor.execute(() -> task.complete(isVirtual(Thread.currentThread())));
        assertThat(task.get(10, TimeUnit.SECONDS)).isEqualTo(Threads.areVirtualHere());

        CompletableFuture<Boolean> main = new CompletableFuture<>();
        try (LoopThread loop = new LoopThread("virtual-test")) {
            loop.run(new ThreadedComponent<String, String>(executor, BoxSpec.of("Worker", "inbox", "words", 2)) {
                @Override
                protected void main() {
                    main.complete(isVirtual(Thread.currentThread()));
                }
            });
            assertThat(main.get(10, TimeUnit.SECONDS)).isEqualTo(Threads.areVirtualHere());
        }
    }
}
