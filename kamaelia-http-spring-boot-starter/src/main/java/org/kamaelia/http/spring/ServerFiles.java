package org.kamaelia.http.spring;

import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.content.Minimal;
import org.kamaelia.http.content.ResourceSource;
import org.kamaelia.http.spring.HandlerBeans.Found;
import org.kamaelia.http.spring.KamaeliaHttpProperties.CacheRule;
import org.kamaelia.http.spring.KamaeliaHttpProperties.Server;
import org.kamaelia.http.spring.KamaeliaHttpProperties.StaticFiles;
import org.springframework.util.ResourceUtils;

/** Turns the {@code static} properties of servers into handler registrations for these files. */
final class ServerFiles {
    private static final String EXAMPLES =
            "file:/srv/www/ for a directory, or classpath:/static/ for a folder of the class path";

    private final String key;
    private final ClassLoader loader;

    private ServerFiles(String key, ClassLoader loader) {
        this.key = key;
        this.loader = loader;
    }

    /**
     * A registration for each list of locations, for GET. The router itself handles HEAD and OPTIONS.
     *
     * @param loader finds the files of the class path
     * @throws HttpStartupException if a location does not exist, or a setting is malformed
     */
    static List<Found> of(Map<String, Server> servers, ClassLoader loader) {
        List<Found> all = new ArrayList<>();
        servers.forEach((name, server) -> {
            for (int i = 0; i < server.staticFiles().size(); i++) {
                String key = KamaeliaHttpProperties.key(name, "static[" + i + "]");
                all.add(new ServerFiles(key, loader)
                        .found(name, server.staticFiles().get(i)));
            }
        });
        return all;
    }

    private Found found(String server, StaticFiles files) {
        Minimal minimal = cached(files.cache(), options(files, searched(files)));
        return new Found(
                key,
                HandlerRegistration.of(path(files.path()), minimal)
                        .methods("GET")
                        .servers(server));
    }

    /** The path with a slash at its end, because it matches every path below it. */
    private String path(String path) {
        if (path.contains("*")) {
            throw new HttpStartupException(
                    "The property " + key + ".path has the pattern '" + path
                            + "', but files need a path without a pattern.",
                    "Write the path without asterisks, such as /assets/. All files below the path are served.");
        }
        return path.endsWith("/") ? path : path + "/";
    }

    private Minimal searched(StaticFiles files) {
        List<String> locations = files.locations();
        if (locations.isEmpty()) {
            throw new HttpStartupException(
                    "The property " + key + ".locations names no location of files.", "Write " + EXAMPLES + ".");
        }
        Minimal minimal = null;
        for (int i = 0; i < locations.size(); i++) {
            ResourceSource source =
                    source(key + ".locations[" + i + "]", locations.get(i).strip(), files.followLinks());
            minimal = minimal == null ? Minimal.of(source) : minimal.or(source);
        }
        return java.util.Objects.requireNonNull(minimal);
    }

    private ResourceSource source(String setting, String location, boolean followLinks) {
        if (location.startsWith("file:")) {
            Path directory = directory(setting, location);
            return followLinks ? ResourceSource.directoryWithLinks(directory) : ResourceSource.directory(directory);
        }
        if (location.startsWith("classpath:")) {
            return folder(setting, location);
        }
        throw new HttpStartupException(
                "The property " + setting + " has the value '" + location + "', which is not a location of files.",
                "Write " + EXAMPLES + ".");
    }

    private static Path directory(String setting, String location) {
        Path directory;
        try {
            directory = ResourceUtils.getFile(location).toPath().toAbsolutePath();
        } catch (FileNotFoundException | InvalidPathException malformed) {
            throw unusable(setting + " has the value '" + location + "'", malformed, "Write it as file:/srv/www/.");
        }
        if (!Files.isDirectory(directory) || !Files.isReadable(directory)) {
            throw new HttpStartupException(
                    "The property " + setting + " names the directory " + directory
                            + ", but the directory does not exist or cannot be read.",
                    "Create the directory, or set " + setting + " to an existing directory.");
        }
        return directory;
    }

    private ResourceSource folder(String setting, String location) {
        String folder = location.substring("classpath:".length()).replaceAll("^/+|/+$", "");
        ResourceSource source;
        try {
            source = ResourceSource.classPath(loader, folder);
        } catch (IllegalArgumentException malformed) {
            throw unusable(setting + " has the value '" + location + "'", malformed, "Write " + EXAMPLES + ".");
        }
        if (loader.getResource(folder) == null && loader.getResource(folder + "/") == null) {
            throw new HttpStartupException(
                    "The property " + setting + " names the folder '" + folder
                            + "' of the class path, but the folder does not exist.",
                    "Create src/main/resources/" + folder + ", or set " + setting + " to an existing folder.");
        }
        return source;
    }

    private Minimal options(StaticFiles files, Minimal minimal) {
        Minimal chosen = minimal.listing(files.listing());
        if (!files.precompressed()) {
            chosen = chosen.precompressed();
        }
        try {
            return chosen.index(files.index().toArray(String[]::new));
        } catch (IllegalArgumentException malformed) {
            throw unusable(
                    key + ".index is malformed",
                    malformed,
                    "Write the names of files, without a path, such as index.html.");
        }
    }

    private Minimal cached(List<CacheRule> rules, Minimal minimal) {
        Minimal ruled = minimal;
        for (int i = 0; i < rules.size(); i++) {
            String rule = key + ".cache[" + i + "]";
            String value = value(rule, rules.get(i).period(), rules.get(i).cacheControl());
            try {
                ruled = ruled.cacheControl(rules.get(i).pattern(), value);
            } catch (IllegalArgumentException malformed) {
                throw unusable(
                        rule + " is malformed",
                        malformed,
                        "Write a pattern such as /assets/** and a value such as no-cache.");
            }
        }
        return ruled;
    }

    /**
     * The value of Cache-Control. A period of 0 means {@code no-store}, as in
     * {@code spring.web.resources.cache.period}.
     */
    private static String value(String rule, @Nullable Duration period, @Nullable String whole) {
        if ((period == null) == (whole == null)) {
            throw new HttpStartupException(
                    "The property " + rule + " has " + (period == null ? "neither period nor" : "both period and")
                            + " cache-control.",
                    "Set exactly one of the two, such as " + rule + ".period=1h or " + rule
                            + ".cache-control=no-cache.");
        }
        if (period == null) {
            return java.util.Objects.requireNonNull(whole);
        }
        if (period.isNegative()) {
            throw new HttpStartupException(
                    "The property " + rule + ".period is out of its range: " + period + ".",
                    "Set " + rule + ".period to 0 or more. 0 means no-store.");
        }
        return period.isZero() ? "no-store" : "max-age=" + period.toSeconds();
    }

    private static HttpStartupException unusable(String what, Exception why, String action) {
        String said = String.valueOf(why.getMessage());
        String end = said.endsWith(".") ? "" : ".";
        return new HttpStartupException("The property " + what + ": " + said + end, action, why);
    }
}
