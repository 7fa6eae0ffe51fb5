package org.kamaelia.http.content;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Parameters;

/**
 * A form that has been received as a whole: its texts in memory, its files on disk.
 *
 * @param texts the fields that are not files, in their order
 * @param uploads the files, in their order; they are deleted when the request has been answered, unless moved before
 */
public record Form(List<Text> texts, List<Upload> uploads) {
    /**
     * A field that is not a file.
     *
     * @param name the name of the field
     * @param value its value
     */
    public record Text(String name, String value) {}

    /**
     * A file.
     *
     * @param part the field, and what the client says of the file
     * @param file where the file lies, under a name that the server chose
     * @param size in bytes
     */
    public record Upload(FormPart part, Path file, long size) {}

    /** The first text of this name; null if there is none. */
    public @Nullable String first(String name) {
        for (Text text : texts) {
            if (text.name().equals(name)) {
                return text.value();
            }
        }
        return null;
    }

    /** The first file of this name; null if there is none. */
    public @Nullable Upload upload(String name) {
        for (Upload upload : uploads) {
            if (upload.part().name().equals(name)) {
                return upload;
            }
        }
        return null;
    }

    /** The fields that are not files, to be read as values of some type or as a record. */
    public Parameters parameters() {
        return Parameters.of(
                texts.stream().map(text -> Map.entry(text.name(), text.value())).toList());
    }
}
