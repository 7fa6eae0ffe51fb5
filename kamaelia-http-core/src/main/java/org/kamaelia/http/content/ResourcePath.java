package org.kamaelia.http.content;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.NormalPath;

/**
 * The names of a path below the root.
 *
 * @param segments none is empty, {@code .} or {@code ..}, and none has a character that could be more than a part of a name
 *     to a file system
 * @param hasSlash whether the path ends in a slash, as the path of a directory does
 */
record ResourcePath(List<String> segments, boolean hasSlash) {
    private static final int LONGEST_SEGMENT = 255;

    /**
     * Reads a path.
     *
     * @param path a part of a path in its normal form: empty, or beginning with a slash
     * @param dotFiles whether segments may begin with a dot
     * @return null if nothing can be there, whatever the source
     */
    static @Nullable ResourcePath of(String path, boolean dotFiles) {
        if (path.isEmpty()) {
            return new ResourcePath(List.of(), false);
        }
        if (path.charAt(0) != '/') {
            return null;
        }
        List<String> segments = new ArrayList<>();
        int from = 1;
        while (from < path.length()) {
            int slash = path.indexOf('/', from);
            int end = slash < 0 ? path.length() : slash;
            String segment = NormalPath.text(path.substring(from, end));
            if (!isName(segment, dotFiles)) {
                return null;
            }
            segments.add(segment);
            from = end + 1;
        }
        return new ResourcePath(segments, path.endsWith("/"));
    }

    private static boolean isName(String segment, boolean dotFiles) {
        if (segment.isEmpty() || segment.length() > LONGEST_SEGMENT || segment.equals(".") || segment.equals("..")) {
            return false;
        }
        if (segment.charAt(0) == '.' && !dotFiles) {
            return false;
        }
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '/' || c == '\\' || Character.isISOControl(c)) {
                return false;
            }
        }
        return true;
    }

    /** The same with one more segment and without a slash at its end. */
    List<String> with(String name) {
        List<String> longer = new ArrayList<>(segments.size() + 1);
        longer.addAll(segments);
        longer.add(name);
        return longer;
    }
}
