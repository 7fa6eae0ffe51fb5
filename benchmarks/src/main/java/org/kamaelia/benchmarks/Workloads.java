package org.kamaelia.benchmarks;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.kamaelia.axon.Broadcast;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.content.Minimal;
import org.kamaelia.http.websocket.WebSocket;

/**
 * What each path of the load tests answers: the same handlers for the core alone and for the starter, so that the
 * difference between the two is the starter.
 */
final class Workloads {
    static final String GREETING = "Hello, World!";
    static final int MIB = 1024 * 1024;
    private static final int KIB = 1024;

    private Workloads() {}

    /** GET {@code /plaintext}: a response made once. */
    static HandlerFactory plaintext() {
        Response greeting = Response.text(GREETING);
        return HandlerFactory.oneShot(request -> greeting);
    }

    /** GET {@code /json}: an object made and written for each request. */
    static HandlerFactory json() {
        return HandlerFactory.oneShot(request -> Response.json(new Message(GREETING).toJson()));
    }

    /** GET {@code /bytes/1m}: 1 MiB of direct memory, {@code content-length}. */
    static HandlerFactory megabyte() {
        Response megabyte = Response.bytes("application/octet-stream", ByteBuffer.allocateDirect(MIB));
        return HandlerFactory.oneShot(request -> megabyte);
    }

    /** GET {@code /chunked}: 64 parts of 1 KiB, one by one, length unknown. */
    static HandlerFactory chunked() {
        return blocks("text/plain; charset=utf-8", KIB, 64);
    }

    /** GET {@code /stream/100m}: 1,600 parts of 64 KiB, one by one, length unknown. */
    static HandlerFactory stream() {
        return blocks("application/octet-stream", 64 * KIB, 1_600);
    }

    private static HandlerFactory blocks(String type, int size, int count) {
        Response head = Response.ok(type);
        ByteBuffer block = ByteBuffer.allocateDirect(size).asReadOnlyBuffer();
        return request -> new Blocks(head, block, count);
    }

    /** POST {@code /echo}: the body, as it arrives. */
    static HandlerFactory echo() {
        return Workloads::newEcho;
    }

    private static Echo newEcho(Request request) {
        return new Echo();
    }

    /** GET {@code /file/1m}: the file {@code 1m} of a directory, {@code content-length}. */
    static HandlerFactory files(Path directory) {
        return Minimal.of(directory);
    }

    /** WebSocket {@code /ws}: each message back. */
    static WebSocket webSocketEcho() {
        return WebSocket.perMessage(message -> message);
    }

    /** WebSocket {@code /ws/stream}: messages of 1 KiB as long as there is room. */
    static WebSocket webSocketStream() {
        return WebSocket.of(request -> new MessageStream());
    }

    /** Sends each message to all clients. */
    static WebSocket webSocketToAll() {
        Broadcast<org.kamaelia.http.websocket.Message> all = Broadcast.of(1024, Broadcast.Slow.DROP_OLDEST);
        return WebSocket.of(request -> new MessageToAll(all));
    }
}
