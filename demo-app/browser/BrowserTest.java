import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Loads the pages of the demo with a browser, prints a table of the results, and exits with 1 if a result is wrong.
 *
 * <pre>
 *   BrowserTest --commands--> {@link DevTools} --> {@link Chromium} --requests--> the demo
 *        ^------ {@link Traffic} &lt;--events--'
 * </pre>
 */
final class BrowserTest {
    private static final int SECONDS = 30;
    private static final int EVENTS = 5;
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+)");

    /**
     * The speed of the link in bytes per second: enough to play the film, and too little to load all of it before the
     * player seeks.
     */
    private static final String LINK =
            "{\"offline\":false,\"latency\":0,\"downloadThroughput\":16000000,\"uploadThroughput\":-1}";

    /** Seeks to a part of the film that is not loaded yet, and plays from there. */
    private static final String SEEK =
            """
            (async () => {
              const film = document.getElementById('film');
              const when = event => new Promise((done, broken) => {
                film.addEventListener(event, done, {once: true});
                film.addEventListener('error', () => broken(new Error('film: ' + film.error?.message)), {once: true});
              });
              if (film.readyState < 1) await when('loadedmetadata');
              await film.play();
              while (film.currentTime < 0.3) await when('timeupdate');
              const buffered = film.buffered.length ? film.buffered.end(film.buffered.length - 1) : 0;
              const target = film.duration - 1.5;
              const seeked = when('seeked');
              film.currentTime = target;
              await seeked;
              while (film.currentTime < target + 0.3) await when('timeupdate');
              film.pause();
              return {duration: film.duration, buffered, target, reached: film.currentTime};
            })()""";

    private final DevTools tools;
    private final Traffic traffic = new Traffic();
    private final long filmBytes;
    private final List<String[]> rows = new ArrayList<>();
    private String place = "";
    private boolean failed;

    private BrowserTest(DevTools tools, long filmBytes) {
        this.tools = tools;
        this.filmBytes = filmBytes;
    }

    /** Arguments: the browser, a directory to work in, the video, and the ports of public, secure and admin. */
    public static void main(String[] args) throws Exception {
        int secure = Integer.parseInt(args[4]);
        boolean failed;
        try (Chromium browser = new Chromium(args[0], Path.of(args[1]), secure);
                DevTools tools = new DevTools(browser.devTools())) {
            BrowserTest test = new BrowserTest(tools, Files.size(Path.of(args[2])));
            test.safely("http", () -> test.customer("http://127.0.0.1:" + args[3] + "/"));
            test.safely("https", () -> test.customer("https://127.0.0.1:" + secure + "/"));
            test.safely("staff", () -> test.staff("http://127.0.0.1:" + args[5] + "/"));
            test.print();
            failed = test.failed;
        }
        System.exit(failed ? 1 : 0); // otherwise threads of the HTTP client would delay the exit
    }

    private interface Visit {
        void go() throws Exception;
    }

    private void safely(String where, Visit visit) {
        place = where;
        try {
            visit.go();
        } catch (Exception broken) {
            row("goes on to the end", false, broken.toString());
        }
    }

    private void row(String what, boolean ok, Object seen) {
        rows.add(new String[] {place, ok ? "ok" : "FAILED", what, String.valueOf(seen)});
        failed |= !ok;
    }

    private void print() {
        Function<Integer, Integer> width =
                column -> rows.stream().mapToInt(row -> row[column].length()).max().orElse(1);
        String format = "%-" + width.apply(0) + "s  %-" + width.apply(1) + "s  %-" + width.apply(2) + "s  %s%n";
        rows.forEach(row -> System.out.printf(format, (Object[]) row));
    }

    private void customer(String origin) throws Exception {
        List<String> assets = List.of("/desk.css", "/font.css", "/public.js", "/icon.svg");
        tools.openTab(traffic);
        tools.command("Network.emulateNetworkConditions", LINK);
        load("Page.navigate", origin);
        await("all responses have arrived", () -> outcomes("/desk.ttf").size() > 0 && outcomes("/desk.webm").size() > 0);
        expect("page: 200", origin, "200"::equals);
        expect("page: compressed", traffic.answered(origin), one -> one.field("content-encoding"), "gzip"::equals);
        expect("style sheets, script, icon: 200, once", assets, List.of("200", "200,cache")::contains);
        expect("typeface: 200", "/desk.ttf", "200"::equals);
        Object typeface = tools.evaluate("document.fonts.ready.then(fonts => [...fonts].map(f => f.status).join())");
        row("typeface: in use", "loaded".equals(typeface), typeface);
        events();
        film();
        console();

        load("Page.reload", origin);
        await("the typeface is there", () -> outcomes("/desk.ttf").size() > 0);
        expect("reload, page: 304", origin, "304"::equals);
        expect("reload, typeface: 304, or still in use", "/desk.ttf", List.of("304", "cache")::contains);
        expect("reload, assets: no request", assets, List.of("cache", "cache,cache")::contains);
        console();
    }

    private void staff(String origin) throws Exception {
        tools.openTab(traffic);
        load("Page.navigate", origin);
        expect("page, style sheets, script, icon: 200", List.of(origin, "/desk.css", "/admin.js", "/icon.svg"),
                "200"::equals);
        await("the meters are shown", () -> isTrue("document.getElementById('boxes').rows.length > 0"));
        row("meters: shown", true, tools.evaluate("document.getElementById('boxes').rows.length + ' queues'"));
        await("scans come over the WebSocket", () -> isTrue("document.getElementById('live').rows.length > 2"));
        row("live scans: shown", true, tools.evaluate("document.getElementById('live').rows.length + ' scans'"));
        String picture = "document.getElementById('picture').contentDocument";
        await("the picture is drawn again and again",
                () -> isTrue(picture + ".documentElement.dataset.pictures > 4"));
        Object drawn = tools.evaluate(picture + ".querySelectorAll('rect.component').length");
        row("live picture: components and boxes", isTrue(picture + ".querySelectorAll('rect.room').length > 3"), drawn);
        console();
    }

    /** Loads a page in the tab, and waits until it is loaded. */
    private void load(String command, String origin) throws IOException, InterruptedException {
        traffic.clear();
        tools.command(command, command.equals("Page.navigate") ? "{\"url\":" + Json.quoted(origin) + "}" : "{}");
        await(origin + " is loaded", traffic::isLoaded);
    }

    private void events() throws IOException, InterruptedException {
        await(EVENTS + " events", () -> traffic.eventIds().size() >= EVENTS);
        await("events are shown", () -> isTrue("document.getElementById('scans').rows.length > 0"));
        List<Long> ids = traffic.eventIds();
        boolean inOrder = true;
        for (int i = 1; i < ids.size(); i++) {
            inOrder &= ids.get(i) == ids.get(i - 1) + 1;
        }
        row("event stream: each event once, in order", inOrder, ids.get(0) + " to " + ids.get(ids.size() - 1));
    }

    private void film() throws IOException {
        Object seen = tools.evaluate(SEEK);
        double buffered = Json.number(seen, "buffered");
        double target = Json.number(seen, "target");
        double reached = Json.number(seen, "reached");
        row("film: seeks to a part that was not loaded, and plays", target > buffered && reached > target,
                String.format("buffered %.1f s, to %.1f s, at %.1f of %.1f s", buffered, target, reached,
                        Json.number(seen, "duration")));
        List<Traffic.Exchange> all = traffic.answered("/desk.webm");
        expect("film: 206, or 304 for a stored part", all, one -> one.outcome(), List.of("206", "304")::contains);
        List<Traffic.Exchange> parts =
                all.stream().filter(one -> one.outcome().equals("206")).toList();
        expect("film: right Content-Range", parts, one -> one.field("content-range"), this::isContentRange);
        row("film: lengths are those of the ranges", parts.stream().allMatch(BrowserTest::hasLengthOfRange), parts.stream()
                .map(one -> one.field("content-length"))
                .toList());
        boolean fromTheMiddle = parts.stream().anyMatch(one -> one.field("content-range").matches("bytes [1-9].*"));
        row("film: a part that does not begin at 0", fromTheMiddle, parts.size() + " parts");
    }

    private boolean isContentRange(String field) {
        Matcher range = CONTENT_RANGE.matcher(field);
        return range.matches()
                && Long.parseLong(range.group(1)) <= Long.parseLong(range.group(2))
                && Long.parseLong(range.group(2)) < filmBytes
                && Long.parseLong(range.group(3)) == filmBytes;
    }

    private static boolean hasLengthOfRange(Traffic.Exchange part) {
        Matcher range = CONTENT_RANGE.matcher(part.field("content-range"));
        return range.matches()
                && part.field("content-length")
                        .equals(Long.toString(Long.parseLong(range.group(2)) - Long.parseLong(range.group(1)) + 1));
    }

    private void console() {
        List<String> complaints = traffic.complaints();
        row("console: no errors", complaints.isEmpty(), complaints.isEmpty() ? "none" : complaints);
        List<String> broken = traffic.answered().stream()
                .filter(one -> !List.of("200", "204", "206", "304", "cache").contains(one.outcome()))
                .map(one -> one.outcome() + " " + one.url)
                .toList();
        row("responses: none failed", broken.isEmpty(), broken.isEmpty() ? traffic.answered().size() : broken);
    }

    private List<String> outcomes(String end) {
        return traffic.answered(end).stream().map(Traffic.Exchange::outcome).toList();
    }

    private void expect(String what, String end, Predicate<String> right) {
        expect(what, List.of(end), right);
    }

    private void expect(String what, List<String> ends, Predicate<String> right) {
        List<String> seen = new ArrayList<>();
        boolean ok = true;
        for (String end : ends) {
            String outcomes = String.join(",", outcomes(end));
            ok &= right.test(outcomes);
            seen.add(end.replaceAll(".*/(?=.)", "") + " " + outcomes);
        }
        row(what, ok, String.join(", ", seen));
    }

    private void expect(
            String what, List<Traffic.Exchange> all, Function<Traffic.Exchange, String> part, Predicate<String> right) {
        List<String> seen = all.stream().map(part).distinct().toList();
        row(what, !seen.isEmpty() && seen.stream().allMatch(right), String.join(", ", seen));
    }

    private boolean isTrue(String expression) {
        try {
            return Boolean.TRUE.equals(tools.evaluate(expression));
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void await(String what, BooleanSupplier condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IOException("Not within " + SECONDS + " s: " + what);
            }
            Thread.sleep(50);
        }
    }
}
