package org.kamaelia.http.content;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where {@link Minimal} finds what it serves: a directory, a folder of the class path, or whatever a user has.
 *
 * <p>A path is a list of decoded segments. None of them is empty, {@code .} or {@code ..}, and none has a slash, a
 * backslash or a control character. A source is called concurrently, on threads on which it may block.
 */
public interface ResourceSource {
    /**
     * Opens what is under a path.
     *
     * @param path empty for the root itself
     * @return null if there is nothing that may be served; the caller closes what it gets
     * @throws IOException if there may be something and it cannot be read now, which is answered with 503
     */
    @Nullable
    Resource open(List<String> path) throws IOException;

    /**
     * What lies in a directory, in no particular order.
     *
     * @param path of the directory
     * @param most how many entries are looked at, at the most
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
     * The files of a directory and of all below it. Links inside of it lead nowhere, and so do pipes, devices and
     * sockets; the directory itself may be a link, which is followed each time.
     *
     * @throws IllegalArgumentException if there is no such directory
     */
    static ResourceSource directory(Path root) {
        return new DirectorySource(root);
    }

    /**
     * A folder of the class path, in jars and directories.
     *
     * @param folder such as {@code static} or {@code META-INF/resources}; not empty, since nobody means to serve classes
     * @throws IllegalArgumentException if the folder is not named in this form
     */
    static ResourceSource classPath(ClassLoader loader, String folder) {
        return new ClassPathSource(loader, folder);
    }
}
