package org.kamaelia.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kamaelia.benchmarks.process.ChildProcess;

/**
 * A server to be measured.
 *
 * @param title for tables and plots
 * @param arguments of {@code java}, from the root of the repository; {@code PORT} stands for the port
 */
record Contender(String title, List<String> arguments) {
    /**
     * The same for all: the collector with the least threads of its own, a heap that is not the question, and what Netty
     * needs on newer JVMs not to fall back to slower ways.
     */
    static final List<String> JVM = Runtime.version().feature() < 24
            ? List.of("-XX:+UseSerialGC", "-Xmx1g")
            : List.of(
                    "-XX:+UseSerialGC",
                    "-Xmx1g",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    private static final String JAR = "benchmarks/target/benchmarks.jar";
    static final Contender CORE = new Contender("kamaelia-http", List.of("-jar", JAR, "core", "PORT", "."));
    static final Contender STARTER = new Contender("starter", List.of("-jar", JAR, "spring", "PORT", "."));
    static final Contender MVC = peer("Spring MVC on Tomcat", "spring-mvc", "mvc.Application");
    static final Contender WEBFLUX = peer("Spring WebFlux on Netty", "spring-webflux", "webflux.Application");
    /** The same application of WebFlux on two servers. */
    static final Contender REACTIVE = peer("WebFlux on Kamaelia", "reactive", "reactive.Application", "kamaelia");

    static final Contender REACTIVE_NETTY =
            peer("WebFlux on Reactor Netty", "reactive", "reactive.Application", "netty");
    static final Contender NETTY = peer("Netty", "netty", "netty.Server");
    static final Contender UNDERTOW = peer("Undertow", "undertow", "undertow.Server");

    private static Contender peer(String title, String module, String mainClass, String... words) {
        String target = "benchmarks/peers/" + module + "/target/";
        List<String> arguments = new ArrayList<>(
                List.of("-cp", target + "classes:" + target + "lib/*", "org.kamaelia.peers." + mainClass));
        arguments.addAll(List.of(words));
        arguments.add("PORT");
        return new Contender(title, List.copyOf(arguments));
    }

    /**
     * The command that starts it, with the {@code java} that runs this.
     *
     * @throws IOException if it has not been built
     */
    List<String> command(Path root, int port) throws IOException {
        String path = arguments.get(1).split(":")[0];
        if (!Files.exists(root.resolve(path))) {
            throw new IOException(path + " is not there: build it with mvn -Pbenchmarks,peers -DskipTests package");
        }
        List<String> command = new ArrayList<>(List.of(ChildProcess.java()));
        command.addAll(JVM);
        for (String argument : arguments) {
            command.add(argument.equals("PORT") ? Integer.toString(port) : argument);
        }
        return command;
    }
}
