package org.kamaelia.verification.smuggling;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kamaelia.verification.smuggling.HostileCase.Expectation;
import org.kamaelia.verification.smuggling.Recorder.Seen;
import org.kamaelia.verification.smuggling.Run.Fate;
import org.kamaelia.verification.smuggling.Run.Moment;
import org.kamaelia.verification.smuggling.Run.Victim;

/**
 * Compares what the server's handlers saw and what clients were answered with what was sent.
 *
 * <p>Every front end marks each request that it passes on with a secret and with the method and the target as it read
 * them. A request without that mark, or with the mark of another one, was made up between front end and server, which is
 * what smuggling is. Where the front end itself reads two requests in the octets of its client, both carry their marks
 * and the server agrees with it: that is noted as a split by the front end and is no violation.
 */
final class Judge {
    /** The paths of the corpus; the name of the run is behind the first hyphen. */
    private static final Pattern OURS = Pattern.compile("/(outer|next|early|smuggled|victim)-([a-z0-9-]+\\.[pa])");

    private final Lane lane;
    private final List<Run> runs;
    private final List<String> violations = new ArrayList<>();
    private final Set<String> splits = new HashSet<>();
    private final Map<String, Boolean> last = new HashMap<>();
    private int shared;
    private final Map<String, Run> byId = new HashMap<>();

    private Judge(Lane lane, List<Run> runs) {
        this.lane = lane;
        this.runs = runs;
        runs.forEach(run -> byId.put(run.id(), run));
    }

    /**
     * What came out.
     *
     * @param runs what clients saw
     * @param violations sentences; the names of the runs stand in front
     * @param splits the names of the runs in which the front end itself read the inner request
     * @param connections how many connections to the server carried a request that reached a handler
     * @param shared how many victims came next behind a hostile request on a connection to the server
     */
    record Verdict(
            String lane, List<Run> runs, List<String> violations, Set<String> splits, int connections, int shared) {}

    /** Judges a lane that has been closed, so that nothing can come any more. */
    static Verdict judge(Lane lane, List<Run> runs) {
        Judge judge = new Judge(lane, runs);
        judge.seen();
        runs.forEach(judge::answered);
        return new Verdict(lane.name(), runs, judge.violations, judge.splits, judge.last.size(), judge.shared);
    }

    private void violation(String id, String what) {
        violations.add(id + ": " + what);
    }

    private void seen() {
        Set<String> before = new HashSet<>();
        for (Seen seen : lane.recorder().all()) {
            Matcher ours = OURS.matcher(seen.request());
            String id = ours.find() ? ours.group(2) : "(a request that nobody sent)";
            String kind = id.startsWith("(") ? "" : ours.group(1);
            boolean marked = lane.direct() || isMarked(seen);
            if (!marked) {
                violation(id, "a handler saw " + seen.request() + ", marked " + seen.all(FrontEnd.MARK));
            } else if (kind.equals("smuggled") && !lane.direct()) {
                splits.add(id);
            } else if (kind.equals("smuggled") || kind.isEmpty() && !isTargetless(seen)) {
                violation(id, "a handler saw " + seen.request());
            }
            if (!before.add(seen.request()) && !isTargetless(seen)) {
                violation(id, "a handler saw " + seen.request() + " twice");
            }
            contents(id, kind, seen);
            boolean victim = kind.equals("victim");
            boolean behindHostile = Boolean.TRUE.equals(last.put(seen.connection(), !victim));
            shared += victim && behindHostile ? 1 : 0;
        }
    }

    private boolean isMarked(Seen seen) {
        return seen.all(FrontEnd.MARK).equals(List.of(lane.secret() + " " + seen.request()));
    }

    /** OPTIONS * and CONNECT name no path, and so no run. */
    private static boolean isTargetless(Seen seen) {
        return seen.request().startsWith("OPTIONS *") || seen.request().startsWith("CONNECT ");
    }

    private void contents(String id, String kind, Seen seen) {
        List<String> victims = seen.all("X-Victim");
        String everything = seen.everything();
        String own = seen.request().replaceFirst(".*/victim-", "");
        // A head that is not complete rightly takes what follows on its own connection.
        boolean fits = kind.equals("victim")
                ? victims.equals(List.of(own))
                : victims.isEmpty() || victims.equals(List.of(id + ".same"));
        if (!fits) {
            violation(id, "fields of the victims " + victims + " are in " + seen.request());
        }
        if (!lane.direct()
                && everything.replaceFirst(Pattern.quote(lane.secret()), "").contains(lane.secret())) {
            violation(id, seen.request() + " swallowed a request that the front end had sent");
        }
        Run run = byId.get(id);
        String body = run == null ? null : run.hostile().body();
        if (body != null && kind.equals("outer") && seen.complete()) {
            String expected = new String(Template.octets(body, id), ISO_8859_1);
            if (!expected.equals(seen.body())) {
                violation(id, "the body was \"" + seen.body() + "\" and not \"" + expected + "\"");
            }
        }
        if (kind.equals("victim") && !seen.body().isEmpty()) {
            violation(id, seen.request() + " has a body");
        }
    }

    private void answered(Run run) {
        for (Victim victim : run.victims()) {
            if (victim.fate() != Fate.SERVED && victim.fate() != Fate.DISTURBED) {
                violation(run.id(), victim.request() + " was " + victim.fate() + ": " + victim.answer());
            }
        }
        order(run);
        if (lane.direct()) {
            expected(run);
        } else if (run.hostile().body() != null) {
            legal(run);
        }
    }

    /** A message that both sides have to understand: the front end may refuse it, but they must not disagree on it. */
    private void legal(Run run) {
        if (splits.contains(run.id())) {
            violation(run.id(), "the front end split a legal message");
        }
        if (run.answers().isEmpty() && !run.closed()) {
            violation(run.id(), "a legal message got no answer");
        }
        if (run.hostile().lastStatus() < 400 && run.answers().stream().anyMatch(Answer::refusedByServer)) {
            violation(run.id(), "the server refused what is legal, or what the front end made of it");
        }
    }

    /** Answers on the hostile connection name requests that were sent there, in the order of sending, each once. */
    private void order(Run run) {
        int last = 0;
        for (Answer answer : run.answers()) {
            String to = answer.answers();
            if (to == null) {
                continue;
            }
            Matcher ours = OURS.matcher(to);
            boolean own = ours.find() && ours.group(2).equals(run.id());
            int place = !own
                    ? 0
                    : switch (ours.group(1)) {
                        case "outer", "early" -> 1;
                        case "next", "smuggled" -> 2;
                        default -> 3;
                    };
            if (place <= last || ours.group(1).equals("smuggled") && !splits.contains(run.id())) {
                violation(run.id(), "the hostile connection got an answer to " + to);
            }
            if (to.equals(Run.follower(run.id())) && !answer.isTo(to)) {
                violation(run.id(), "the victim behind it got a wrong answer");
            }
            last = place;
        }
    }

    /** What our server does when nobody is in between. */
    private void expected(Run run) {
        boolean matches = run.hostile().expected().stream().anyMatch(one -> matches(one, run));
        if (!matches) {
            List<Integer> statuses =
                    run.toHostile().stream().map(Answer::status).toList();
            violation(
                    run.id(),
                    "expected " + run.hostile().expected() + ", got " + statuses + (run.closed() ? " closed" : " open")
                            + (run.followerServed() ? ", victim served" : ""));
        }
        if (run.reset()) {
            violation(run.id(), "the connection was reset");
        }
    }

    private static boolean matches(Expectation expected, Run run) {
        List<Integer> statuses = run.toHostile().stream().map(Answer::status).toList();
        if (expected.waits()) {
            return run.moment() == Moment.AT_ONCE || statuses.equals(expected.statuses()) && !run.closed();
        }
        boolean end = expected.closes() ? run.closed() && !run.followerServed() : run.followerServed() && !run.closed();
        return statuses.equals(expected.statuses()) && end;
    }
}
