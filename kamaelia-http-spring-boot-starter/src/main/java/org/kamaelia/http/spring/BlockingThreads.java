package org.kamaelia.http.spring;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.BoundedExecutor;
import org.kamaelia.http.spring.KamaeliaHttpProperties.Blocking;
import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;
import org.springframework.scheduling.TaskScheduler;

/**
 * Finds the threads on which blocking handlers run. The first of these that exists is used:
 *
 * <ol>
 *   <li>the threads of the bean that {@code kamaelia.http.blocking.executor} names;
 *   <li>with {@code spring.threads.virtual.enabled=true} on Java 21 or later, the threads of Spring Boot's {@code
 *       applicationTaskExecutor}, which are virtual then. On older Java the setting has no effect;
 *   <li>the threads of the application's own {@code applicationTaskExecutor}, or of its only {@link TaskExecutor}. The
 *       pool of eight threads that Spring Boot makes by default is not used, because other tasks wait for these
 *       threads;
 *   <li>threads that the server makes: platform threads with {@code spring.threads.virtual.enabled=false}, else virtual
 *       threads if the JVM has them.
 * </ol>
 *
 * <p>{@code kamaelia.http.blocking} always limits how many blocking handlers run and how many wait.
 */
final class BlockingThreads {
    static final String KEY = KamaeliaHttpProperties.PREFIX + ".blocking.executor";
    private static final String VIRTUAL = "spring.threads.virtual.enabled";
    private static final String BOOTS_NAME = "applicationTaskExecutor";
    private static final String BOOT = "org.springframework.boot.";
    private static final String NAME = "kamaelia-blocking-";

    private final ConfigurableListableBeanFactory beans;
    private final Environment environment;

    BlockingThreads(ConfigurableListableBeanFactory beans, Environment environment) {
        this.beans = beans;
        this.environment = environment;
    }

    /**
     * The executor that runs blocking handlers.
     *
     * @throws HttpStartupException if a bound is out of its range, or the named bean does not exist
     */
    BoundedExecutor executor(Blocking properties) {
        String prefix = KamaeliaHttpProperties.PREFIX + ".blocking.";
        int concurrent = ServerLimits.inRange(prefix + "max-concurrent", properties.maxConcurrent(), 1, 1_000_000);
        int waiting = ServerLimits.inRange(prefix + "max-waiting", properties.maxWaiting(), 0, 1_000_000);
        Executor threads = properties.executor() == null ? found() : named(properties.executor());
        BoundedExecutor all = threads == null
                ? new BoundedExecutor(NAME, concurrent, waiting)
                : new BoundedExecutor(threads, concurrent, waiting);
        return all.each(
                each(prefix + "max-concurrent-each", properties.maxConcurrentEach(), 1),
                each(prefix + "max-waiting-each", properties.maxWaitingEach(), 0));
    }

    private static int each(String key, @Nullable Integer set, int least) {
        return set == null ? BoundedExecutor.FAIR_SHARE : ServerLimits.inRange(key, set, least, 1_000_000);
    }

    private Executor named(String name) {
        try {
            return notInCaller(name, beans.getBean(name, Executor.class));
        } catch (NoSuchBeanDefinitionException | BeanNotOfRequiredTypeException wrong) {
            throw new HttpStartupException(
                    "The property " + KEY + " names the bean '" + name
                            + "', which is not an Executor of the application.",
                    "Set " + KEY + " to one of "
                            + HandlerBeans.names(Arrays.asList(beans.getBeanNamesForType(Executor.class)))
                            + ", or define a bean of type TaskExecutor with the name '" + name + "'.",
                    wrong);
        }
    }

    private @Nullable Executor found() {
        Boolean virtual = environment.getProperty(VIRTUAL, Boolean.class);
        List<String> names = List.of(beans.getBeanNamesForType(TaskExecutor.class, true, false));
        if (Threading.VIRTUAL.isActive(environment) && names.contains(BOOTS_NAME)) {
            return notInCaller(BOOTS_NAME, beans.getBean(BOOTS_NAME, TaskExecutor.class));
        }
        List<String> own = names.stream().filter(this::isOfTheApplication).toList();
        if (own.size() == 1 || own.contains(BOOTS_NAME)) {
            String name = own.contains(BOOTS_NAME) ? BOOTS_NAME : own.get(0);
            return notInCaller(name, beans.getBean(name, TaskExecutor.class));
        }
        return Boolean.FALSE.equals(virtual) ? platform() : null;
    }

    /**
     * Whether the bean is made by the application and is not a scheduler. A scheduler has few threads, and other tasks
     * need them.
     */
    private boolean isOfTheApplication(String name) {
        if (!beans.containsBeanDefinition(name) || beans.isTypeMatch(name, TaskScheduler.class)) {
            return false;
        }
        BeanDefinition definition = beans.getMergedBeanDefinition(name);
        Method made = definition instanceof RootBeanDefinition root ? root.getResolvedFactoryMethod() : null;
        String factory = made == null
                ? definition.getFactoryBeanName()
                : made.getDeclaringClass().getName();
        return factory == null || !factory.startsWith(BOOT);
    }

    private static Executor platform() {
        AtomicLong count = new AtomicLong();
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, NAME + count.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Refuses tasks that the executor would run in its caller. The caller is an event loop and must not block. */
    private static Executor notInCaller(String name, Executor executor) {
        if (executor instanceof SyncTaskExecutor) {
            throw new HttpStartupException(
                    "The executor '" + name + "' runs its tasks in the calling thread. The calling thread of a blocking"
                            + " handler is an event loop, which must not block.",
                    "Set " + KEY + " to another bean, such as a ThreadPoolTaskExecutor or a SimpleAsyncTaskExecutor"
                            + " with virtual threads.");
        }
        return task -> {
            Thread caller = Thread.currentThread();
            AtomicBoolean inCaller = new AtomicBoolean();
            executor.execute(() -> {
                if (Thread.currentThread() == caller) {
                    inCaller.set(true);
                } else {
                    task.run();
                }
            });
            if (inCaller.get()) {
                throw new RejectedExecutionException("The executor '" + name + "' has no thread left");
            }
        };
    }
}
