package org.kamaelia.verification.smuggling;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.kamaelia.verification.smuggling.Run.Fate;
import org.kamaelia.verification.smuggling.Run.Moment;
import org.kamaelia.verification.smuggling.Run.Victim;

/** Sends every message of the corpus through one lane, each among innocent requests. Not thread-safe. */
final class LaneRun {
    /** How long a direct client waits for an answer that has to come. */
    private static final Duration CERTAIN = Duration.ofSeconds(5);
    /** How long it waits where none has to come: for a front end to make up its mind, for the rest of a message. */
    private static final Duration UNCERTAIN = Duration.ofMillis(600);
    /** How long a victim waits before it counts as starved. */
    private static final Duration VICTIM = Duration.ofSeconds(5);
    /** How long a {@code {wait}} waits. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Lane lane;
    private final boolean thorough;
    private @Nullable Wire neighbour;

    /**
     * A run.
     *
     * @param lane where to
     * @param thorough whether the victims wait long enough to be sure that they starve
     */
    LaneRun(Lane lane, boolean thorough) {
        this.lane = lane;
        this.thorough = thorough;
    }

    /** Sends the messages, each at the given moments, and tells what clients saw. */
    List<Run> run(List<HostileCase> corpus, List<Moment> moments) throws IOException, InterruptedException {
        List<Run> runs = new ArrayList<>();
        for (HostileCase hostile : corpus) {
            for (Moment moment : moments) {
                runs.add(run(hostile, moment));
            }
        }
        if (neighbour != null) {
            neighbour.close();
        }
        return runs;
    }

    private Run run(HostileCase hostile, Moment moment) throws IOException, InterruptedException {
        String id = hostile.name() + "." + moment.letter();
        List<Victim> victims = new ArrayList<>();
        victims.add(onNeighbour(id + ".before")); // so a connection to the server lies ready to be shared
        List<Answer> answers;
        boolean closed;
        boolean reset;
        try (Wire wire = new Wire(lane.port())) {
            attack(wire, hostile, id, moment);
            victims.add(onNeighbour(id + ".during"));
            victims.add(onNewConnection(id + ".other"));
            answers =
                    wire.answers().stream().filter(answer -> !answer.interim()).toList();
            closed = wire.closed();
            reset = wire.reset();
        }
        victims.add(onNewConnection(id + ".behind"));
        return new Run(hostile, id, moment, answers, closed, reset, victims);
    }

    private void attack(Wire wire, HostileCase hostile, String id, Moment moment) {
        boolean finished = send(wire, Template.render(hostile.template(), id), id, moment);
        Predicate<List<Answer>> followed =
                answers -> answers.stream().anyMatch(answer -> Run.follower(id).equals(answer.answers()));
        Duration patience = lane.direct() && !hostile.mayWait() ? CERTAIN : UNCERTAIN;
        if (moment == Moment.AT_ONCE || finished) {
            wire.await(followed, patience);
            return;
        }
        int expected = Math.max(1, hostile.expected().get(0).statuses().size());
        wire.await(answers -> finals(answers) >= expected, patience);
        if (wire.answers().stream().anyMatch(answer -> answer.status() >= 400)) {
            wire.await(answers -> false, UNCERTAIN); // the close, if there is one
        }
        if (!wire.closed() && finals(wire.answers()) > 0) {
            wire.send(victim(id + ".same"));
            wire.await(followed, patience);
        }
    }

    /** Sends the message, at one of the moments with a victim in its last write; answers whether the client is done. */
    private static boolean send(Wire wire, List<Template.Step> steps, String id, Moment moment) {
        boolean finished = false;
        for (int i = 0; i < steps.size(); i++) {
            Template.Step step = steps.get(i);
            boolean last = i == steps.size() - 1;
            switch (step.kind()) {
                case SEND -> {
                    boolean followed = last && moment == Moment.AT_ONCE;
                    wire.send(followed ? joined(step.octets(), victim(id + ".same")) : step.octets());
                }
                case WAIT -> wire.await(answers -> wire.anything(), PAUSE);
                case FIN -> {
                    wire.finish();
                    finished = true;
                }
            }
        }
        return finished;
    }

    private static long finals(List<Answer> answers) {
        return answers.stream().filter(answer -> !answer.interim()).count();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        return both.toByteArray();
    }

    private static byte[] victim(String id) {
        return ("GET /victim-" + id + " HTTP/1.1\r\nHost: victim.example\r\nX-Victim: " + id + "\r\n\r\n")
                .getBytes(US_ASCII);
    }

    /** On a connection that stays from message to message. */
    private Victim onNeighbour(String id) throws IOException, InterruptedException {
        Wire wire = neighbour;
        if (wire == null || wire.closed()) {
            wire = neighbour = new Wire(lane.port());
        }
        wire.forget();
        Victim victim = innocent(wire, id);
        if (victim.fate() != Fate.SERVED) {
            neighbour = null;
        }
        return victim;
    }

    private Victim onNewConnection(String id) throws IOException, InterruptedException {
        try (Wire wire = new Wire(lane.port())) {
            return innocent(wire, id);
        }
    }

    private Victim innocent(Wire wire, String id) {
        String request = "GET /victim-" + id;
        wire.send(victim(id));
        wire.await(answers -> finals(answers) > 0, thorough ? VICTIM : UNCERTAIN);
        List<Answer> answers = wire.answers();
        if (answers.isEmpty()) {
            return new Victim(request, wire.closed() ? Fate.DISTURBED : Fate.STARVED, "nothing");
        }
        Answer answer = answers.get(answers.size() - 1);
        String shown = answer.status() + (answer.answers() == null ? "" : " to " + answer.answers());
        if (answers.size() == 1 && answer.isTo(request)) {
            return new Victim(request, Fate.SERVED, shown);
        }
        boolean clean = answers.size() == 1 && answer.answers() == null;
        if (!clean || answer.status() < 400) {
            return new Victim(request, Fate.WRONG, shown);
        }
        return new Victim(request, answer.status() < 500 ? Fate.BLAMED : Fate.DISTURBED, shown);
    }
}
