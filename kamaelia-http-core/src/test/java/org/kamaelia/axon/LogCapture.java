package org.kamaelia.axon;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Keeps what a class logs from the console, and for the test to look at, until it is closed. */
public final class LogCapture extends Handler implements AutoCloseable {
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Logger logger;

    private LogCapture(Logger logger) {
        this.logger = logger;
    }

    /** Captures what this class logs. */
    public static LogCapture of(Class<?> logging) {
        return of(logging.getName());
    }

    /** Captures what all classes log. */
    public static LogCapture ofAll() {
        return of("org.kamaelia");
    }

    private static LogCapture of(String name) {
        Logger logger = Logger.getLogger(name);
        LogCapture capture = new LogCapture(logger);
        logger.addHandler(capture);
        logger.setUseParentHandlers(false);
        return capture;
    }

    /** The messages so far, with their parameters filled in. */
    public List<String> messages() {
        BackgroundLog.await();
        return records.stream().map(new SimpleFormatter()::formatMessage).toList();
    }

    /** The exceptions logged so far. */
    public List<Throwable> thrown() {
        BackgroundLog.await();
        return records.stream()
                .map(LogRecord::getThrown)
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public void publish(LogRecord record) {
        records.add(record);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        BackgroundLog.await();
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
    }
}
