package org.kamaelia.http.content;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.EntityTag;
import org.kamaelia.http.syntax.HttpDate;

/**
 * A folder of the class path. A directory of the file system is served as a directory, without following links; everything
 * else is read through the class loader. Files in a jar do not change, and often all have the same time stamp. So their
 * entity tags are made of their content, and their time is that of the jar.
 */
final class ClassPathSource implements ResourceSource {
    /** The most tags that are kept, since making one reads the whole content. Others are made anew each time. */
    private static final int MOST_TAGS = 4_096;

    private final ClassLoader loader;
    private final String folder;
    private final List<ResourceSource> directories = new ArrayList<>();
    private final Map<String, EntityTag> tags = new ConcurrentHashMap<>();

    ClassPathSource(ClassLoader loader, String folder) {
        String name = folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
        if (name.isEmpty() || name.startsWith("/") || name.contains("..")) {
            throw new IllegalArgumentException(
                    "\"" + folder + "\" is not a folder of the class path; write one such as static");
        }
        this.loader = loader;
        this.folder = name;
        try {
            Enumeration<URL> places = loader.getResources(name);
            while (places.hasMoreElements()) {
                Path directory = file(places.nextElement());
                if (directory != null && Files.isDirectory(directory)) {
                    directories.add(new DirectorySource(directory, false));
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("The class path cannot be searched for " + folder, e);
        }
    }

    private static @Nullable Path file(URL url) {
        try {
            return url.getProtocol().equals("file") ? Path.of(url.toURI()) : null;
        } catch (URISyntaxException | IllegalArgumentException notAFile) {
            return null;
        }
    }

    @Override
    public @Nullable Resource open(List<String> path) throws IOException {
        for (ResourceSource directory : directories) {
            Resource found = directory.open(path);
            if (found != null) {
                return found;
            }
        }
        String name = path.isEmpty() ? folder : folder + '/' + String.join("/", path);
        Enumeration<URL> places = loader.getResources(name);
        while (places.hasMoreElements()) {
            URL place = places.nextElement();
            if (!place.getProtocol().equals("file")) {
                return open(name, place);
            }
        }
        return null;
    }

    private @Nullable Resource open(String name, URL place) throws IOException {
        URLConnection connection = place.openConnection();
        long modified = HttpDate.NONE;
        if (connection instanceof JarURLConnection jar) {
            if (jar.getJarEntry() == null || jar.getJarEntry().isDirectory()) {
                return Resource.directory();
            }
            modified = modified(jar);
        }
        long length = connection.getContentLengthLong();
        if (length < 0) {
            return null;
        }
        return Resource.stream(length, Validators.of(tag(name, place), modified), place::openStream);
    }

    private EntityTag tag(String name, URL place) throws IOException {
        EntityTag known = tags.get(name);
        if (known == null) {
            try (InputStream content = place.openStream()) {
                known = ContentTag.of(content);
            }
            if (tags.size() < MOST_TAGS) {
                tags.put(name, known);
            }
        }
        return known;
    }

    private static long modified(JarURLConnection jar) {
        Path file = file(jar.getJarFileURL());
        if (file == null) {
            file = outerJar(jar.getJarFileURL());
        }
        try {
            return file == null
                    ? HttpDate.NONE
                    : Files.getLastModifiedTime(file).to(TimeUnit.SECONDS);
        } catch (IOException gone) {
            return HttpDate.NONE;
        }
    }

    /** The file of a jar within a jar, as executable jars have them: {@code nested:/app.jar/!lib/inner.jar}. */
    private static @Nullable Path outerJar(URL nested) {
        String text = nested.toString();
        int inner = text.indexOf("/!");
        if (!text.startsWith("nested:") || inner < 0) {
            return null;
        }
        try {
            return Path.of(new URI("file:" + text.substring("nested:".length(), inner)));
        } catch (URISyntaxException | IllegalArgumentException notAFile) {
            return null;
        }
    }
}
