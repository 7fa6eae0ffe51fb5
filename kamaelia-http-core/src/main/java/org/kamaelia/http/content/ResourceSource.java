package org.kamaelia.http.content;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where {@link Minimal} finds what it serves: a directory, a folder of the class path, or a source of the application.
 *
 * <p>A path is a list of decoded segments. None of them is empty, {@code .} or {@code ..}, and none has a slash, a
 * backslash or a control character. A source is called concurrently, on threads on which it may block.
 */
public interface ResourceSource {
    /**
     * Opens what is under a path.
     *
     * @param path empty for the root itself
     * @return what was found, which the caller closes; null if there is nothing that may be served
     * @throws IOException if there may be something that cannot be read now; the client gets 503
     */
    @Nullable
    Resource open(List<String> path) throws IOException;

    /**
     * What lies in a directory, in no particular order.
     *
     * @param path of the directory
     * @param most the most entries to look at
     * @return null if there is no such directory, or this source cannot tell what is in it
     */
    default @Nullable Listing list(List<String> path, int most) throws IOException {
        return null;
    }

    /**
     * What lies in a directory.
     *
     * @param entries what can be opened
     * @param isComplete whether that is all
     */
    record Listing(List<Entry> entries, boolean isComplete) {}

    /**
     * One file or directory.
     *
     * @param name its segment of the path, decoded
     * @param isDirectory whether more may lie below it
     * @param length in bytes
     * @param modified in seconds since 1970
     */
    record Entry(String name, boolean isDirectory, long length, long modified) {}

    /**
     * The files of a directory and of all directories below it. Links below the root are not followed; pipes, devices and
     * sockets are not opened. The root itself may be a link, which is followed each time.
     *
     * @throws IllegalArgumentException if there is no such directory
     */
    static ResourceSource directory(Path root) {
        return new DirectorySource(root, false);
    }

    /**
     * The same, but follows links whose target is below the root. A mounted Kubernetes volume needs this: all its files
     * are links ({@code app.js -> ..data/app.js}), and {@code ..data} is a link that is replaced with each update.
     *
     * <p>A link that leads out of the root is treated as missing. This also holds while another process replaces a file or
     * directory by a link, because every file is opened from the root without following a link. The one exception is a
     * platform that cannot open a file relative to a directory (Windows): there, a process that may write to the directory
     * could swap a segment between two checks and back again.
     *
     * <p>The target of a link may contain names that begin with a dot. A request cannot name such files directly.
     *
     * @throws IllegalArgumentException if there is no such directory
     */
    static ResourceSource directoryWithLinks(Path root) {
        return new DirectorySource(root, true);
    }

    /**
     * A folder of the class path, in jars and directories.
     *
     * @param folder such as {@code static} or {@code META-INF/resources}; not empty, because the classes must not be served
     * @throws IllegalArgumentException if the folder is not named in this form
     */
    static ResourceSource classPath(ClassLoader loader, String folder) {
        return new ClassPathSource(loader, folder);
    }
}
