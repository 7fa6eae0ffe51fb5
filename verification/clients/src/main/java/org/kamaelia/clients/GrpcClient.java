package org.kamaelia.clients;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The client of grpc-java, on a service whose messages are octets. The methods are those of {@code GrpcEcho}. */
final class GrpcClient {
    private static final int STREAMED = 100;
    private static final int CALLS = 1_000;

    private GrpcClient() {}

    private static ManagedChannel channel(int port) {
        return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }

    private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
        MethodDescriptor.Marshaller<byte[]> octets = new MethodDescriptor.Marshaller<>() {
            @Override
            public InputStream stream(byte[] value) {
                return new ByteArrayInputStream(value);
            }

            @Override
            public byte[] parse(InputStream stream) {
                try {
                    return stream.readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        return MethodDescriptor.<byte[], byte[]>newBuilder(octets, octets)
                .setFullMethodName("kamaelia.Echo/" + name)
                .setType(type)
                .build();
    }

    private static byte[] ask(ManagedChannel channel, String name, String text) {
        return ClientCalls.blockingUnaryCall(
                channel, method(name, MethodType.UNARY), CallOptions.DEFAULT, text.getBytes(StandardCharsets.UTF_8));
    }

    static void unary(int port) {
        ManagedChannel channel = channel(port);
        for (int i = 0; i < STREAMED; i++) {
            Clients.equal(new String(ask(channel, "Once", "hello " + i), StandardCharsets.UTF_8), "hello " + i);
        }
        byte[] large = ask(channel, "Once", "x".repeat(3_000_000));
        Clients.equal(large.length, 3_000_000);
        channel.shutdownNow();
    }

    static void serverStream(int port) {
        ManagedChannel channel = channel(port);
        Iterator<byte[]> all = ClientCalls.blockingServerStreamingCall(
                channel, method("Hundred", MethodType.SERVER_STREAMING), CallOptions.DEFAULT, new byte[10_000]);
        int count = 0;
        for (; all.hasNext(); count++) {
            Clients.equal(all.next().length, 10_000);
        }
        Clients.equal(count, STREAMED);
        channel.shutdownNow();
    }

    /** Notes what a stream of the server brings. */
    private static final class Received implements StreamObserver<byte[]> {
        private final List<byte[]> messages = new ArrayList<>();
        private final CompletableFuture<List<byte[]>> end = new CompletableFuture<>();

        @Override
        public void onNext(byte[] message) {
            messages.add(message);
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            end.complete(messages);
        }
    }

    private static CompletableFuture<List<byte[]>> echo(ManagedChannel channel, int messages, int size) {
        Received received = new Received();
        StreamObserver<byte[]> out = ClientCalls.asyncBidiStreamingCall(
                channel.newCall(method("Once", MethodType.BIDI_STREAMING), CallOptions.DEFAULT), received);
        for (int i = 0; i < messages; i++) {
            out.onNext(new byte[size]);
        }
        out.onCompleted();
        return received.end;
    }

    static void clientStream(int port) throws Exception {
        ManagedChannel channel = channel(port);
        Clients.equal(echo(channel, STREAMED, 50_000).get(60, TimeUnit.SECONDS).size(), STREAMED);
        channel.shutdownNow();
    }

    static void manyCalls(int port) throws Exception {
        ManagedChannel channel = channel(port);
        List<CompletableFuture<List<byte[]>>> calls = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            calls.add(echo(channel, 5, 100));
        }
        for (CompletableFuture<List<byte[]>> call : calls) {
            Clients.equal(call.get(60, TimeUnit.SECONDS).size(), 5);
        }
        channel.shutdownNow();
    }

    private static Status failure(Runnable call) {
        try {
            call.run();
        } catch (StatusRuntimeException failed) {
            return failed.getStatus();
        }
        throw new AssertionError("The call did not fail");
    }

    static void error(int port) {
        ManagedChannel channel = channel(port);
        Status status = failure(() -> ask(channel, "Missing", "hello"));
        Clients.equal(status.getCode(), Status.Code.UNIMPLEMENTED);
        Clients.equal(status.getDescription(), "there is no such method");
        channel.shutdownNow();
    }

    static void cancelled(int port) {
        ManagedChannel channel = channel(port);
        for (int i = 0; i < STREAMED; i++) {
            var call = channel.newCall(method("Never", MethodType.UNARY), CallOptions.DEFAULT);
            var answer = ClientCalls.futureUnaryCall(call, new byte[10]);
            answer.cancel(true);
        }
        Clients.equal(ask(channel, "Once", "still there").length, "still there".length());
        channel.shutdownNow();
    }

    static void deadline(int port) {
        ManagedChannel channel = channel(port);
        Status status = failure(() -> ClientCalls.blockingUnaryCall(
                channel,
                method("Never", MethodType.UNARY),
                CallOptions.DEFAULT.withDeadlineAfter(200, TimeUnit.MILLISECONDS),
                new byte[10]));
        Clients.equal(status.getCode(), Status.Code.DEADLINE_EXCEEDED);
        channel.shutdownNow();
    }
}
