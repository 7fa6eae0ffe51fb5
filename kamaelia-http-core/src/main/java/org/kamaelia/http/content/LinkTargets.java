package org.kamaelia.http.content;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the links of a path within a directory.
 *
 * <pre>
 *   app.js -> ..data/app.js,  ..data -> ..2026_11_29          [app.js]  becomes  [..2026_11_29, app.js]
 * </pre>
 *
 * <p>This class opens nothing, and another process may change the directory at any time. So the caller opens the
 * resolved path without following links. A link that was swapped meanwhile is then treated as missing.
 */
final class LinkTargets {
    private final Path root;

    LinkTargets(Path root) {
        this.root = root;
    }

    /**
     * Returns the path of the same file, in which no segment is a link at this moment.
     *
     * @param path segments below the root; a dot may be the last one
     * @return null if a segment is not a name in this file system, or a link leads out of the root
     * @throws IOException if a segment is not there, is not a directory, or is a link that leads nowhere
     */
    @Nullable
    List<String> resolve(List<String> path) throws IOException {
        try {
            return resolveOnce(path);
        } catch (NoSuchFileException replaced) {
            return resolveOnce(path); // a link may be replaced, and its old target deleted, while it is being followed
        }
    }

    private @Nullable List<String> resolveOnce(List<String> path) throws IOException {
        boolean inside = !path.isEmpty() && path.get(path.size() - 1).equals(".");
        Path top = root.toRealPath();
        Path at = top;
        for (String segment : inside ? path.subList(0, path.size() - 1) : path) {
            Path name = DirectorySource.name(root, segment);
            if (name == null) {
                return null;
            }
            at = at.resolve(name);
            if (isLink(at)) {
                at = at.toRealPath();
                if (!at.startsWith(top)) {
                    return null;
                }
            }
        }
        List<String> segments = new ArrayList<>();
        if (!at.equals(top)) {
            top.relativize(at).forEach(name -> segments.add(name.toString()));
        }
        if (inside) {
            segments.add(".");
        }
        return segments;
    }

    private static boolean isLink(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS)
                .isSymbolicLink();
    }
}
