package org.kamaelia.http.content;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.EntityTag;
import org.kamaelia.http.syntax.HttpDate;

/**
 * The files below a directory. Each segment is opened relative to the directory before it and without following links
 * ({@link SecureDirectoryStream}), so swapping a directory for a link between two steps leads nowhere. A file is looked
 * at before and after it is opened and must be the same regular file, so a pipe or a device is not opened.
 *
 * <pre>
 *   path --links are followed: LinkTargets--> path without links --walk--> directory, name --> Resource
 *     \--they are not: as it is------------------------------------/
 * </pre>
 *
 * <p>Where links are followed, the walk itself still follows none. If it finds nothing although the links led to a place,
 * the links were replaced meanwhile, and it goes where they lead now.
 *
 * <p>Where the platform cannot open relative to a directory, {@link UnsecuredWalk} does what is left to do.
 */
final class DirectorySource implements ResourceSource {
    private static final Set<? extends OpenOption> READ = Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS);
    private static final int ATTEMPTS = 3;

    /** A file that was changed within this time may change again and keep its time of modification. */
    private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Path root;
    private final boolean secured;
    private final @Nullable LinkTargets links;

    DirectorySource(Path root, boolean followsLinks) {
        this(root, followsLinks, true);
    }

    /**
     * The same.
     *
     * @param followsLinks whether links are followed whose target is below the root
     * @param secured false to walk as on a platform that cannot open relative to a directory
     */
    DirectorySource(Path root, boolean followsLinks, boolean secured) {
        this.root = root.toAbsolutePath().normalize();
        this.secured = secured;
        this.links = followsLinks ? new LinkTargets(this.root) : null;
        if (!Files.isDirectory(this.root)) {
            throw new IllegalArgumentException(
                    "There is no directory \"" + root + "\" to be served; create it, or name another");
        }
    }

    /** What is done in the directory that a walk led to. */
    interface Visit<T> {
        /**
         * Looks at one name of a directory.
         *
         * @param name null for the directory itself
         */
        @Nullable
        T at(Place directory, @Nullable Path name) throws IOException;
    }

    /** An open directory, or something that can stand for one. */
    interface Place {
        /** Without following a link. */
        BasicFileAttributes attributes(Path name) throws IOException;

        /** Opens a file for reading without following a link; a link is a FileSystemException. */
        FileChannel open(Path name) throws IOException;

        /** The names in this directory. */
        DirectoryStream<Path> names() throws IOException;
    }

    @Override
    public @Nullable Resource open(List<String> path) throws IOException {
        return reach(path, DirectorySource::open);
    }

    @Override
    public @Nullable Listing list(List<String> path, int most) throws IOException {
        return reach(with(path, "."), (directory, name) -> list(path, directory, most)); // "." is opened as well
    }

    private static List<String> with(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return longer;
    }

    /** Goes to a place, by way of links if they are followed; answers null wherever there is nothing to be served. */
    private <T> @Nullable T reach(List<String> path, Visit<T> visit) throws IOException {
        try {
            return links == null ? walk(path, visit) : reach(links, path, visit);
        } catch (InvalidPathException | AccessDeniedException notForUs) {
            return null;
        } catch (DirectoryIteratorException failure) {
            throw failure.getCause();
        } catch (FileSystemException failure) {
            if (isShortage(failure)) {
                throw failure;
            }
            return null; // not there, no directory, too long a name, a loop: all alike to the client
        }
    }

    private <T> @Nullable T reach(LinkTargets followed, List<String> path, Visit<T> visit) throws IOException {
        List<String> before = null;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            List<String> target = followed.resolve(path);
            if (target == null || target.equals(before)) {
                return null;
            }
            try {
                T found = walk(target, visit);
                if (found != null) {
                    return found;
                }
            } catch (NoSuchFileException | NotDirectoryException replaced) {
                // where the links lead now tells whether it is gone
            }
            before = target;
        }
        return null;
    }

    /** Goes from the root through all segments but the last, without following links. */
    private <T> @Nullable T walk(List<String> path, Visit<T> visit) throws IOException {
        try (DirectoryStream<Path> top = Files.newDirectoryStream(root)) {
            return secured && top instanceof SecureDirectoryStream<Path> secure
                    ? SecuredWalk.walk(secure, root, path, visit)
                    : UnsecuredWalk.walk(root, path, visit);
        }
    }

    /** Whether there are too many open files in the process or the system. Then the file may well be there. */
    private static boolean isShortage(FileSystemException failure) {
        String reason = failure.getReason();
        return reason != null && reason.contains("Too many open files");
    }

    private static @Nullable Resource open(Place directory, @Nullable Path name) throws IOException {
        if (name == null) {
            return Resource.directory();
        }
        for (int attempt = 1; ; attempt++) {
            BasicFileAttributes before = directory.attributes(name);
            if (before.isDirectory()) {
                return Resource.directory();
            }
            if (!before.isRegularFile()) {
                return null;
            }
            FileChannel opened = directory.open(name);
            boolean kept = false;
            try {
                BasicFileAttributes after = directory.attributes(name);
                if (!after.isRegularFile()) {
                    return null;
                }
                if (isSame(before, after) && opened.size() == after.size()) {
                    kept = true;
                    return Resource.file(opened, after.size(), validators(after));
                }
            } finally {
                if (!kept) {
                    opened.close();
                }
            }
            if (attempt == ATTEMPTS) {
                throw new IOException("The file " + name + " changes all the time");
            }
        }
    }

    private static boolean isSame(BasicFileAttributes one, BasicFileAttributes other) {
        return other.isRegularFile()
                && java.util.Objects.equals(one.fileKey(), other.fileKey())
                && one.size() == other.size()
                && one.lastModifiedTime().equals(other.lastModifiedTime());
    }

    /**
     * Size, time of modification to the nanosecond, and the file's identity, since a new version may come with the size
     * and the time of the old one. Weak while the file is so new that another change could leave all three the same.
     */
    private static Validators validators(BasicFileAttributes file) {
        long nanos = file.lastModifiedTime().to(TimeUnit.NANOSECONDS);
        long age = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - nanos;
        Object key = file.fileKey();
        String text = Long.toString(file.size(), 36)
                + '-'
                + Long.toString(nanos, 36)
                + (key == null ? "" : "-" + Integer.toUnsignedString(key.hashCode(), 36));
        EntityTag tag = EntityTag.strong(text);
        return Validators.of(Math.abs(age) < SETTLED_NANOS ? tag.weakened() : tag, seconds(file));
    }

    private static long seconds(BasicFileAttributes file) {
        long seconds = file.lastModifiedTime().to(TimeUnit.SECONDS);
        return seconds < 0 ? HttpDate.NONE : seconds;
    }

    private Listing list(List<String> path, Place directory, int most) throws IOException {
        List<Entry> entries = new ArrayList<>();
        int seen = 0;
        try (DirectoryStream<Path> names = directory.names()) {
            for (Path each : names) {
                if (++seen > most) {
                    return new Listing(entries, false);
                }
                Path name = each.getFileName();
                BasicFileAttributes found = attributes(path, directory, name);
                if (found != null && (found.isDirectory() || found.isRegularFile())) {
                    entries.add(new Entry(name.toString(), found.isDirectory(), found.size(), seconds(found)));
                }
            }
        }
        return new Listing(entries, true);
    }

    /** What a name in a directory is, or what it leads to if links are followed; null if that is not to be seen. */
    private @Nullable BasicFileAttributes attributes(List<String> path, Place directory, Path name) {
        try {
            BasicFileAttributes itself = directory.attributes(name);
            return links == null || !itself.isSymbolicLink()
                    ? itself
                    : reach(
                            with(path, name.toString()),
                            (elsewhere, target) -> target == null
                                    ? elsewhere.attributes(root.getFileSystem().getPath("."))
                                    : elsewhere.attributes(target));
        } catch (IOException gone) {
            return null;
        }
    }

    /** A segment as a name of this file system; null if it would be anything else there than one name. */
    static @Nullable Path name(Path root, String segment) {
        Path name = root.getFileSystem().getPath(segment);
        boolean one = name.getNameCount() == 1
                && !name.isAbsolute()
                && name.toString().equals(segment);
        return one ? name : null;
    }

    /** Opens each directory relative to the one before. */
    private static final class SecuredWalk implements Place {
        private final SecureDirectoryStream<Path> directory;

        private SecuredWalk(SecureDirectoryStream<Path> directory) {
            this.directory = directory;
        }

        static <T> @Nullable T walk(SecureDirectoryStream<Path> from, Path root, List<String> path, Visit<T> visit)
                throws IOException {
            SecuredWalk place = new SecuredWalk(from);
            if (path.isEmpty()) {
                return visit.at(place, null);
            }
            Path name = name(root, path.get(0));
            if (name == null) {
                return null;
            }
            if (path.size() == 1) {
                return visit.at(place, name);
            }
            if (!place.attributes(name).isDirectory()) {
                return null; // opening a pipe would wait for a writer
            }
            try (SecureDirectoryStream<Path> next = from.newDirectoryStream(name, NOFOLLOW_LINKS)) {
                return walk(next, root, path.subList(1, path.size()), visit);
            }
        }

        @Override
        public BasicFileAttributes attributes(Path name) throws IOException {
            return directory
                    .getFileAttributeView(name, BasicFileAttributeView.class, NOFOLLOW_LINKS)
                    .readAttributes();
        }

        @Override
        public FileChannel open(Path name) throws IOException {
            try {
                return (FileChannel) directory.newByteChannel(name, READ);
            } catch (FileSystemException failure) {
                throw failure;
            } catch (IOException link) { // which is all that the JDK says of it
                throw new FileSystemException(name.toString(), null, link.getMessage());
            }
        }

        @Override
        public DirectoryStream<Path> names() {
            return directory;
        }
    }

    /**
     * For platforms that cannot open a file relative to a directory. Checks every segment, and checks the real path of the
     * file before and after it is opened. A process that may write to the directory could still swap a segment between two
     * checks and back again.
     */
    private static final class UnsecuredWalk implements Place {
        private final Path directory;

        private UnsecuredWalk(Path directory) {
            this.directory = directory;
        }

        static <T> @Nullable T walk(Path root, List<String> path, Visit<T> visit) throws IOException {
            Path directory = root.toRealPath();
            if (path.isEmpty()) {
                return visit.at(new UnsecuredWalk(directory), null);
            }
            for (String segment : path.subList(0, path.size() - 1)) {
                Path name = name(root, segment);
                if (name == null
                        || !new UnsecuredWalk(directory).attributes(name).isDirectory()) {
                    return null;
                }
                directory = directory.resolve(name);
            }
            Path last = name(root, path.get(path.size() - 1));
            return last == null || !isItself(directory) ? null : visit.at(new UnsecuredWalk(directory), last);
        }

        /** Whether no link and no other spelling of a name led here. */
        private static boolean isItself(Path path) throws IOException {
            return path.toRealPath().toString().equals(path.toString());
        }

        @Override
        public BasicFileAttributes attributes(Path name) throws IOException {
            Path file = directory.resolve(name);
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
            if (!name.toString().equals(".") && !found.isSymbolicLink() && !isItself(file)) {
                throw new FileSystemException(file.toString(), null, "It has another name, or is elsewhere");
            }
            return found;
        }

        @Override
        public FileChannel open(Path name) throws IOException {
            return FileChannel.open(directory.resolve(name), READ);
        }

        @Override
        public DirectoryStream<Path> names() throws IOException {
            return Files.newDirectoryStream(directory);
        }
    }
}
