package org.kamaelia.verification.smuggling;

import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.kamaelia.verification.smuggling.Judge.Verdict;
import org.kamaelia.verification.smuggling.Run.Fate;
import org.kamaelia.verification.smuggling.Run.Victim;

/** Prints the table of cases and lanes, the totals, and the violations. */
final class Report {
    private static final int NAME = 34;
    private static final int CELL = 18;

    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    /** What became of a hostile message, in a few words. */
    private enum Outcome {
        SERVED("served"),
        REFUSED_BY_FRONT_END("refused by the front end"),
        REFUSED_BY_SERVER("refused by our server"),
        CLOSED("closed without an answer"),
        WAITS("waits for the rest");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }
    }

    /** One line for each message: what a client saw at both moments, and the legend. */
    void table(List<Verdict> lanes) {
        out.println("""

                Each cell: the statuses that the client got. ! the refusal of our own server (the others are the front
                end's), "closed" no answer but the end, "waits" neither, "split" the front end itself read the inner
                request as one of its own. Two cells in one, divided by |, where it matters whether the next request
                came in one write with the message or after the answer.
                """);
        StringBuilder head = new StringBuilder(padded("case", NAME));
        lanes.forEach(lane -> head.append(padded(lane.lane(), CELL)));
        out.println(head.toString().stripTrailing());
        for (String name : names(lanes.get(0))) {
            StringBuilder line = new StringBuilder(padded(name, NAME));
            lanes.forEach(lane -> line.append(padded(cell(lane, name), CELL)));
            out.println(line.toString().stripTrailing());
        }
    }

    private static List<String> names(Verdict lane) {
        return lane.runs().stream().map(run -> run.hostile().name()).distinct().toList();
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    private static String cell(Verdict lane, String name) {
        List<String> seen = lane.runs().stream()
                .filter(run -> run.hostile().name().equals(name))
                .map(run -> cell(lane, run))
                .distinct()
                .toList();
        return String.join("|", seen);
    }

    private static String cell(Verdict lane, Run run) {
        StringBuilder cell = new StringBuilder();
        for (Answer answer : run.toHostile()) {
            cell.append(cell.isEmpty() ? "" : ",").append(answer.status());
            cell.append(answer.refusedByServer() ? "!" : "");
        }
        if (cell.isEmpty()) {
            cell.append(run.closed() ? "closed" : run.followerServed() ? "skipped" : "waits");
        }
        return cell + (lane.splits().contains(run.id()) ? " split" : "");
    }

    private static Outcome outcome(Run run) {
        List<Answer> answers = run.toHostile();
        if (answers.isEmpty()) {
            return run.closed() ? Outcome.CLOSED : Outcome.WAITS;
        }
        Answer first = answers.get(0);
        if (first.answers() != null || first.status() >= 200 && first.status() < 400) {
            return Outcome.SERVED;
        }
        return first.fromOrigin() ? Outcome.REFUSED_BY_SERVER : Outcome.REFUSED_BY_FRONT_END;
    }

    /** How many messages each lane served, refused or closed on, and how the victims fared. */
    void totals(List<Verdict> lanes) {
        out.println();
        StringBuilder head = new StringBuilder(padded("total of both moments", NAME));
        lanes.forEach(lane -> head.append(padded(lane.lane(), CELL)));
        out.println(head.toString().stripTrailing());
        for (Outcome outcome : Outcome.values()) {
            row(
                    outcome.text,
                    lanes,
                    lane -> lane.runs().stream()
                            .filter(run -> outcome(run) == outcome)
                            .count());
        }
        row("split by the front end", lanes, lane -> lane.splits().size());
        row("victims on other connections", lanes, lane -> victims(lane, null));
        row("  served", lanes, lane -> victims(lane, Fate.SERVED));
        row("  error of the front end, close", lanes, lane -> victims(lane, Fate.DISTURBED));
        row(
                "victims on the same connection",
                lanes,
                lane -> lane.runs().stream().filter(Run::followerServed).count());
        row("connections to the server", lanes, Verdict::connections);
        row("victims next behind hostility", lanes, Verdict::shared);
        row("violations", lanes, lane -> lane.violations().size());
    }

    private void row(String title, List<Verdict> lanes, ToLongFunction<Verdict> number) {
        StringBuilder line = new StringBuilder(padded(title, NAME));
        lanes.forEach(lane -> line.append(padded(String.valueOf(number.applyAsLong(lane)), CELL)));
        out.println(line.toString().stripTrailing());
    }

    private static long victims(Verdict lane, @Nullable Fate fate) {
        return lane.runs().stream()
                .flatMap(run -> run.victims().stream())
                .filter(victim -> fate == null || victim.fate() == fate)
                .count();
    }

    /** Victims that met with an error that is nobody's fault, such as a kept connection that was just closed. */
    void disturbed(List<Verdict> lanes) {
        for (Verdict lane : lanes) {
            for (Run run : lane.runs()) {
                for (Victim victim : run.victims()) {
                    if (victim.fate() == Fate.DISTURBED) {
                        out.println(
                                "disturbed  " + padded(lane.lane(), CELL) + victim.request() + ": " + victim.answer());
                    }
                }
            }
        }
    }

    /** Every violation with the lane in which it happened. */
    void violations(List<Verdict> lanes) {
        for (Verdict lane : lanes) {
            for (String violation : lane.violations()) {
                out.println("VIOLATION  " + padded(lane.lane(), CELL) + violation);
            }
        }
    }

    /** How often the control was caught; answers whether it was in every lane. */
    boolean control(List<Verdict> lanes) {
        out.println();
        boolean everywhere = true;
        for (Verdict lane : lanes) {
            Set<String> caught = new TreeSet<>();
            lane.violations().forEach(violation -> caught.add(violation.replaceAll("\\..*", "")));
            caught.retainAll(names(lane));
            everywhere &= lane.violations().stream().anyMatch(violation -> violation.contains(" saw GET /smuggled-"));
            out.printf(
                    "control    %s%d messages caught the gullible server%n", padded(lane.lane(), CELL), caught.size());
        }
        return everywhere;
    }
}
