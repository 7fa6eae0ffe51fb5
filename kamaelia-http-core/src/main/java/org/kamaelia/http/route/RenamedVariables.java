package org.kamaelia.http.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.spi.Routing;
import org.kamaelia.http.spi.ServerAccess;

/** Gives the variables of a path their names for one method, where another method of the path has other names. */
final class RenamedVariables {
    private static final ServerAccess ACCESS = ServerAccess.get();
    private static final Pattern VARIABLE = Pattern.compile("\\{([^/$}]*)}");

    private RenamedVariables() {}

    /**
     * Returns a factory whose requests have another route than the router found.
     *
     * @param found the pattern that the router knows
     * @param own the pattern of the method; it differs from the other one only in the names of variables
     */
    static HandlerFactory around(HandlerFactory factory, String found, String own) {
        List<String> from = names(found);
        List<String> to = names(own);
        return factory.around((inner, request) -> {
            Map<String, String> variables = new HashMap<>();
            for (int i = 0; i < to.size(); i++) {
                variables.put(to.get(i), request.variable(from.get(i)));
            }
            ACCESS.routed(request, new Routing(own, request.prefix(), request.rest(), Map.copyOf(variables)));
            return inner.reply(request);
        });
    }

    private static List<String> names(String pattern) {
        List<String> names = new ArrayList<>();
        for (Matcher matcher = VARIABLE.matcher(pattern); matcher.find(); ) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
