package org.kamaelia.http.spring.webflux;

import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;

/** The write of an application, as its {@link ResponseFlow} sees it. */
interface BodyWriter {
    /** Whether what is written is a publisher of groups, each of which is flushed. */
    boolean isGrouped();

    /** Whether the write has completed, failed or was cancelled. */
    boolean isOver();

    /** Subscribes to a group. */
    void subscribeTo(Publisher<? extends DataBuffer> group);

    /** All of the body was handed over to the connection. */
    void complete();

    /** The body cannot be written. */
    void fail(Throwable thrown);

    /** The write comes too late: the response is complete, or the client has gone. */
    void abandon();
}
