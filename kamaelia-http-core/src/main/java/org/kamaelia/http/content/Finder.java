package org.kamaelia.http.content;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Releasable;
import org.kamaelia.http.Response;
import org.kamaelia.http.content.ResourceSource.Listing;
import org.kamaelia.http.syntax.EntityTag;

/** Finds the file of a path and makes the answers with it. Blocks, so it is called on threads that may block. */
final class Finder {
    private final MinimalSettings settings;

    Finder(MinimalSettings settings) {
        this.settings = settings;
    }

    /**
     * What was found.
     *
     * @param file a file, held for the caller
     * @param page a complete answer instead
     * @param isDirectory whether the path is that of a directory without its slash
     */
    record Result(@Nullable Found file, @Nullable Response page, boolean isDirectory) implements Releasable {
        static final Result NOTHING = new Result(null, null, false);
        static final Result REDIRECT = new Result(null, null, true);

        /** The request that asked has ended. */
        @Override
        public void release() {
            if (file != null) {
                file.release();
            }
        }
    }

    /**
     * Looks for a path.
     *
     * @param known the file that was found before, held for the caller. If it is unchanged, the result is the same object,
     *     held once more
     */
    Result find(ResourcePath path, @Nullable Found known) throws IOException {
        if (path.hasSlash()) {
            return directory(path, known);
        }
        boolean isDirectory = false;
        for (ResourceSource source : settings.sources) {
            Resource there = source.open(path.segments());
            if (there != null && !there.isDirectory()) {
                return file(source, path.segments(), there, known);
            }
            isDirectory |= there != null;
        }
        return isDirectory && hasAnswer(path) ? Result.REDIRECT : Result.NOTHING;
    }

    private Result directory(ResourcePath path, @Nullable Found known) throws IOException {
        for (String index : settings.index) {
            List<String> segments = path.with(index);
            for (ResourceSource source : settings.sources) {
                Resource there = source.open(segments);
                if (there != null && !there.isDirectory()) {
                    return file(source, segments, there, known);
                }
            }
        }
        Listing listing = settings.listing ? list(path) : null;
        return listing == null
                ? Result.NOTHING
                : new Result(null, ListingPage.of(path, listing, settings.dotFiles), false);
    }

    /** The entries that all sources have in a directory; of two entries with one name the first is shown. */
    private @Nullable Listing list(ResourcePath path) throws IOException {
        Map<String, ResourceSource.Entry> entries = new LinkedHashMap<>();
        boolean isThere = false;
        boolean isComplete = true;
        for (ResourceSource source : settings.sources) {
            int left = MinimalSettings.MOST_LISTED - entries.size();
            Listing listing = left == 0 ? null : source.list(path.segments(), left);
            if (listing != null) {
                listing.entries().forEach(entry -> entries.putIfAbsent(entry.name(), entry));
                isComplete &= listing.isComplete();
                isThere = true;
            }
            isComplete &= left > 0;
        }
        return isThere ? new Listing(List.copyOf(entries.values()), isComplete) : null;
    }

    /** Whether the path with a slash has an answer. If not, a redirect would only tell that the directory exists. */
    private boolean hasAnswer(ResourcePath path) throws IOException {
        if (settings.listing) {
            return true;
        }
        for (String index : settings.index) {
            for (ResourceSource source : settings.sources) {
                Resource there = source.open(path.with(index));
                if (there != null) {
                    there.close();
                    if (!there.isDirectory()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private Result file(ResourceSource source, List<String> segments, Resource identity, @Nullable Found known)
            throws IOException {
        List<Resource> opened = new ArrayList<>();
        opened.add(identity);
        boolean kept = false;
        try {
            String name = segments.get(segments.size() - 1);
            String type = settings.types.of(name);
            String ownCoding = settings.types.coding(name);
            List<String> codings = ownCoding == null ? openCodings(source, segments, type, opened) : List.of();
            if (known != null && known.isOf(opened) && known.retain()) {
                known.checked(settings.clock.getAsLong());
                return new Result(known, null, false);
            }
            Found found = found(segments, type, ownCoding, codings, opened);
            kept = true;
            return new Result(found, null, false);
        } finally {
            if (!kept) {
                opened.forEach(Resource::close);
            }
        }
    }

    /** Opens the coded files beside a file, adds them to {@code opened}, and returns their codings. */
    private List<String> openCodings(ResourceSource source, List<String> segments, String type, List<Resource> opened)
            throws IOException {
        List<String> codings = new ArrayList<>();
        if (!MimeTypes.shrinks(type)) {
            return codings;
        }
        long modified = opened.get(0).validators().modified();
        int last = segments.size() - 1;
        for (Precompressed coding : settings.precompressed) {
            List<String> beside = new ArrayList<>(segments);
            beside.set(last, segments.get(last) + coding.extension());
            Resource there = source.open(beside);
            if (there == null || there.isDirectory()) {
                continue;
            }
            if (there.validators().modified() < modified) {
                there.close(); // it was made of an older version
            } else {
                opened.add(there);
                codings.add(coding.coding());
            }
        }
        return codings;
    }

    /**
     * The answers with a file.
     *
     * @param ownCoding the coding in which the file itself is; null for none
     * @param codings the codings of the files beside it, which follow it in {@code opened}
     */
    private Found found(
            List<String> segments, String type, @Nullable String ownCoding, List<String> codings, List<Resource> opened)
            throws IOException {
        long now = settings.clock.getAsLong();
        List<Found.Variant> variants = new ArrayList<>();
        for (int i = 0; i < opened.size(); i++) {
            String coding = i == 0 ? ownCoding : codings.get(i - 1);
            EntityTag source =
                    Objects.requireNonNullElse(opened.get(i).validators().tag(), EntityTag.weak(""));
            Resource kept = settings.isSmall(opened.get(i)) ? inMemory(opened.get(i)) : opened.get(i);
            opened.set(i, kept);
            Response whole = settings.answer(segments, type, coding, !codings.isEmpty(), kept);
            variants.add(new Found.Variant(coding, kept, source, whole, Conditional.notModified(whole)));
        }
        return new Found(variants, now);
    }

    private static Resource inMemory(Resource resource) throws IOException {
        if (resource.memory() != null) {
            return resource;
        }
        Resource copy = Resource.of(resource.bytes(), resource.validators().modified());
        resource.close();
        return copy;
    }
}
