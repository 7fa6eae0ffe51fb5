package org.kamaelia.clients;

/** Runs the clients one after the other: {@code Clients PORT}. Ends with status 1 if one of them fails. */
public final class Clients {
    private static boolean failed;

    private Clients() {}

    interface Check {
        void run(int port) throws Exception;
    }

    public static void main(String[] args) {
        int port = Integer.parseInt(args[0]);
        check("gRPC, unary", port, GrpcClient::unary);
        check("gRPC, a stream of the server", port, GrpcClient::serverStream);
        check("gRPC, a stream of the client", port, GrpcClient::clientStream);
        check("gRPC, both streams, 1,000 calls at once", port, GrpcClient::manyCalls);
        check("gRPC, an error", port, GrpcClient::error);
        check("gRPC, a call that is cancelled", port, GrpcClient::cancelled);
        check("gRPC, a deadline", port, GrpcClient::deadline);
        check("Netty, 100 requests at once", port, NettyClient::requests);
        check("Netty, a body of 3 MiB both ways", port, NettyClient::largeBody);
        System.exit(failed ? 1 : 0);
    }

    private static void check(String name, int port, Check check) {
        try {
            check.run(port);
            System.out.println("passed " + name);
        } catch (Exception | AssertionError failure) {
            failed = true;
            System.out.println("FAILED " + name);
            failure.printStackTrace(System.out);
        }
    }

    static void equal(Object found, Object expected) {
        if (!found.equals(expected)) {
            throw new AssertionError("Expected " + expected + ", not " + found);
        }
    }
}
