package org.kamaelia.demo;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.content.Compressed;
import org.kamaelia.http.content.Minimal;
import org.kamaelia.http.content.ResourceSource;
import org.kamaelia.http.spring.HandlerRegistration;
import org.kamaelia.http.spring.HandlerRegistrations;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * The files that the pages load: style sheets, scripts and an icon from the class path, and the media directory with
 * the video and the typeface, if there is one.
 *
 * <p>A checksum of all assets is part of their path. So the content of a path never changes, and browsers keep an asset
 * without asking the server again. A newer page links to another path. Files of the media directory may change, so
 * browsers ask each time, and usually get 304.
 */
@Component
class Assets implements HandlerRegistrations {
    private static final String FOLDER = "assets";
    private static final int DIGITS = 12;

    private final @Nullable ResourceSource media;
    private final String prefix = "/" + FOLDER + "/" + checksum() + "/";

    Assets(DeskProperties properties) {
        media = properties.mediaDirectory() == null ? null : ResourceSource.directory(properties.mediaDirectory());
    }

    private static String checksum() {
        try {
            Resource[] files = new PathMatchingResourcePatternResolver().getResources("classpath:" + FOLDER + "/*");
            Arrays.sort(files, Comparator.comparing(file -> Objects.requireNonNull(file.getFilename())));
            MessageDigest all = MessageDigest.getInstance("SHA-256");
            for (Resource file : files) {
                try (InputStream content = file.getInputStream()) {
                    all.update(content.readAllBytes());
                }
            }
            return HexFormat.of().formatHex(all.digest()).substring(0, DIGITS);
        } catch (IOException unreadable) {
            throw new IllegalStateException("The assets on the class path cannot be read", unreadable);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    /** The path of the assets, with a slash at the beginning and at the end. */
    String prefix() {
        return prefix;
    }

    /** Whether the media directory has this file now. */
    boolean hasMedia(String name) {
        if (media == null) {
            return false;
        }
        try (org.kamaelia.http.content.Resource found = media.open(List.of(name))) {
            return found != null && !found.isDirectory();
        } catch (IOException unreadable) {
            return false;
        }
    }

    @Override
    public List<HandlerRegistration> get() {
        List<HandlerRegistration> all = new ArrayList<>();
        ClassLoader loader = Assets.class.getClassLoader();
        all.add(HandlerRegistration.of(
                prefix, files(ResourceSource.classPath(loader, FOLDER), "public, max-age=31536000, immutable")));
        if (media != null) {
            all.add(HandlerRegistration.of("/media/", files(media, "no-cache")));
        }
        return all;
    }

    private static HandlerFactory files(ResourceSource source, String cacheControl) {
        return Compressed.defaults()
                .around(Minimal.of(source)
                        .cacheControl("/**", cacheControl)
                        .header("X-Content-Type-Options", "nosniff"));
    }
}
