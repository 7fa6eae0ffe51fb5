package org.kamaelia.verification.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Two instances behind HAProxy and behind nginx that are restarted in turn, time after time, while clients call. */
final class RollingRestarts {
    private static final int TIMES = 10;
    private static final int LEAST_ANSWERS = 1_000;

    private final Path frontEnds;
    private final Path jar;
    private final Path directory;

    /**
     * The test.
     *
     * @param frontEnds where the configurations are
     * @param jar {@code benchmarks.jar}, which has the application that is restarted
     * @param directory an empty one
     */
    RollingRestarts(Path frontEnds, Path jar, Path directory) {
        this.frontEnds = frontEnds;
        this.jar = jar;
        this.directory = directory;
    }

    List<Verdict> run() throws Exception {
        List<Instance> instances = List.of(new Instance(jar, directory, "one"), new Instance(jar, directory, "two"));
        try (Instance one = instances.get(0);
                Instance two = instances.get(1)) {
            one.start();
            two.start();
            Path ofHaproxy = Files.createDirectory(directory.resolve("haproxy"));
            Path ofNginx = Files.createDirectory(directory.resolve("nginx"));
            try (Balancer haproxy = Balancer.start(frontEnds.resolve("haproxy.cfg"), ofHaproxy, instances);
                    Balancer nginx = Balancer.start(frontEnds.resolve("nginx.conf"), ofNginx, instances)) {
                return restarts(instances, haproxy, nginx);
            }
        }
    }

    private static List<Verdict> restarts(List<Instance> instances, Balancer haproxy, Balancer nginx)
            throws IOException, InterruptedException {
        haproxy.awaitState(0, true);
        haproxy.awaitState(1, true);
        List<Verdict> verdicts = new ArrayList<>();
        try (Callers behindHaproxy = new Callers(haproxy.port(), true);
                Callers behindNginx = new Callers(nginx.port(), false)) {
            for (int i = 0; i < TIMES; i++) {
                for (int j = 0; j < instances.size(); j++) {
                    nginx.markDown(j);
                    instances.get(j).stop();
                    haproxy.awaitState(j, false);
                    instances.get(j).start();
                    nginx.markDown(-1);
                    haproxy.awaitState(j, true);
                }
            }
            verdicts.add(verdict("6 behind HAProxy, by readiness", behindHaproxy));
            verdicts.add(verdict("6 behind nginx, down and reload", behindNginx));
        }
        return verdicts;
    }

    private static Verdict verdict(String what, Callers callers) {
        String figures = String.format(
                "%d rolling restarts of 2 instances: %,d requests answered, %d failed",
                TIMES, callers.answered(), callers.failures());
        List<String> missed = new ArrayList<>(callers.complaints());
        if (callers.answered() < LEAST_ANSWERS) {
            missed.add("too few requests to show anything");
        }
        return new Verdict(what, figures, missed);
    }
}
