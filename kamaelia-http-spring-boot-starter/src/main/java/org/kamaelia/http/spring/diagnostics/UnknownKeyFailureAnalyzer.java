package org.kamaelia.http.spring.diagnostics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.spring.KamaeliaHttpProperties;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Names the nearest key for each unknown key under {@code kamaelia.http}. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownKeyFailureAnalyzer extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {
    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(KamaeliaHttpProperties.PREFIX);
    private static final String DEFAULTS = "defaults";
    private static final String SERVERS = "servers";
    private static final int MISSPELT = 2;

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable root, UnboundConfigurationPropertiesException cause) {
        List<ConfigurationProperty> ours = cause.getUnboundProperties().stream()
                .filter(property -> PREFIX.isAncestorOf(property.getName()))
                .sorted(Comparator.comparing(ConfigurationProperty::getName))
                .toList();
        if (ours.isEmpty()) {
            return null;
        }
        Set<String> descriptions = new LinkedHashSet<>();
        Set<String> actions = new LinkedHashSet<>();
        for (ConfigurationProperty property : ours) {
            descriptions.add("There is no property " + property.getName() + ".\n\n    Property: " + property.getName()
                    + (property.getOrigin() == null ? "" : "\n    Origin: " + property.getOrigin()) + "\n");
            actions.add(advice(elements(property.getName())));
        }
        actions.add("Update your application's configuration");
        return new FailureAnalysis(String.join("\n", descriptions), String.join("\n", actions), cause);
    }

    static List<String> elements(ConfigurationPropertyName name) {
        List<String> elements = new ArrayList<>();
        for (int i = PREFIX.getNumberOfElements(); i < name.getNumberOfElements(); i++) {
            elements.add(name.getElement(i, ConfigurationPropertyName.Form.ORIGINAL));
        }
        return elements;
    }

    private static String advice(List<String> path) {
        List<String> named = withNameOfServer(path);
        if (named != null) {
            return "Write " + key(named) + ", with the name of a server, instead of " + key(path) + ".";
        }
        int known = 0;
        PropertyTree here = PropertyTree.root();
        for (PropertyTree next = here.child(path.get(0)); next != null && known < path.size() - 1; ) {
            here = next;
            known++;
            next = here.child(path.get(known));
        }
        List<String> before = path.subList(0, known);
        String wanted = String.join(".", path.subList(known, path.size()));
        if (here.children().isEmpty()) {
            return "The property " + key(before) + " is a single value. Write " + key(before) + "="
                    + WrongValueFailureAnalyzer.example(here) + ".";
        }
        List<String> nearest = corrected(here, path.subList(known, path.size()));
        if (nearest == null) {
            return "The keys of " + key(before) + " are "
                    + String.join(", ", here.children().keySet()) + ".";
        }
        List<String> whole = new ArrayList<>(before);
        whole.addAll(nearest);
        return "Write " + key(whole) + " instead of " + key(before) + "." + wanted + ".";
    }

    /**
     * The key with a place for the name of the server, for {@code servers.port} and for {@code timeouts.idle}; null if the
     * name is not what is missing.
     */
    static @Nullable List<String> withNameOfServer(List<String> path) {
        boolean isBelowServers = path.size() > 1 && path.get(0).equals(SERVERS);
        List<String> setting = isBelowServers ? path.subList(1, path.size()) : path;
        List<String> whole = new ArrayList<>(List.of(SERVERS, "*"));
        whole.addAll(setting);
        boolean isKnown = PropertyTree.root().at(path) != null && !isBelowServers;
        return isKnown || PropertyTree.root().at(whole) == null ? null : whole;
    }

    /** The key that a user most likely meant; null if none is near. */
    private static @Nullable List<String> corrected(PropertyTree here, List<String> wanted) {
        for (String sibling : here.children().keySet()) {
            List<String> key = new ArrayList<>(wanted);
            key.set(0, sibling);
            if (distance(sibling, wanted.get(0)) <= MISSPELT && here.at(key) != null) {
                return key; // only this element is misspelt
            }
        }
        return nearest(here, wanted);
    }

    /** The nearest of all keys below this one; null if none is near. */
    private static @Nullable List<String> nearest(PropertyTree here, List<String> wanted) {
        String all = String.join(".", wanted);
        String last = wanted.get(wanted.size() - 1);
        List<String> best = null;
        int least = Integer.MAX_VALUE;
        for (List<String> key : here.keys()) {
            if (key.get(0).equals(DEFAULTS)) {
                continue; // each of these is also a key of a server
            }
            String own = String.join(".", key);
            // A key of another group counts less than a key of the same group with the same distance.
            int distance =
                    Math.min(2 * distance(all, own), 2 * distance(last, key.get(key.size() - 1)) + key.size() * 2 - 1);
            if (distance < least) {
                least = distance;
                best = key;
            }
        }
        return least <= 2 * Math.max(2, last.length() / 3) + 5 ? best : null;
    }

    /** The number of characters to insert, delete, replace or swap to get from one text to the other. */
    private static int distance(String from, String to) {
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : least(cost, from, to, i, j);
            }
        }
        return cost[from.length()][to.length()];
    }

    private static int least(int[][] cost, String from, String to, int i, int j) {
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int least = Math.min(cost[i - 1][j - 1] + (same ? 0 : 1), Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }

    static String key(List<String> path) {
        StringBuilder key = new StringBuilder(KamaeliaHttpProperties.PREFIX);
        for (int i = 0; i < path.size(); i++) {
            boolean isServer = i == 1 && path.get(0).equals(SERVERS);
            boolean isIndex =
                    !isServer && (path.get(i).equals("*") || path.get(i).matches("\\d+"));
            String element = path.get(i).equals("*") ? isServer ? "<name>" : "0" : path.get(i);
            key.append(isIndex ? "[" + element + "]" : "." + element);
        }
        return key.toString();
    }
}
