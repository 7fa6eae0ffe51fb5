package org.kamaelia.http.content;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.syntax.MultipartReader;
import org.kamaelia.http.syntax.Utf8;

/** Receives one form: texts into memory, files onto disk. On one thread, which may block. */
final class FormReceipt implements AutoCloseable {
    static final String TYPE = "multipart/form-data";

    private final MultipartReader reader;
    private final Forms.Limits limits;
    private final List<Form.Text> texts = new ArrayList<>();
    private final List<Form.Upload> uploads = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private @Nullable FormPart part;
    private @Nullable OutputStream file;
    private long size;
    private int textBytes;

    FormReceipt(Request request, Forms.Limits limits) {
        this.reader = reader(request, limits.parts());
        this.limits = limits;
    }

    /**
     * A reader for the body of a request.
     *
     * @throws StatusException 415 if it is no such form
     */
    static MultipartReader reader(Request request, int parts) {
        String boundary = MultipartReader.boundary(request.header("Content-Type"), TYPE);
        if (boundary == null) {
            throw new StatusException(415, "A form in " + TYPE + " with a boundary is expected").header("Accept", TYPE);
        }
        return new MultipartReader(boundary, parts);
    }

    static StatusException malformed(String why) {
        return new StatusException(400, why);
    }

    /**
     * The head of the part that has begun.
     *
     * @throws StatusException 400 if it is malformed
     */
    static FormPart part(MultipartReader reader) {
        FormPart part = FormPart.of(reader.fields());
        if (part == null) {
            throw malformed(
                    "A part needs one Content-Disposition, with the name of its field and a file name, if any, that"
                            + " can be decoded");
        }
        return part;
    }

    Form receive(InputStream in) throws IOException {
        byte[] bytes = new byte[8 * 1024];
        for (int count; (count = in.read(bytes)) >= 0; ) {
            ByteBuffer some = ByteBuffer.wrap(bytes, 0, count);
            while (some.hasRemaining()) {
                reader.input(some);
                takeApart();
            }
        }
        if (!reader.isComplete()) {
            throw malformed("The form has no end");
        }
        return new Form(List.copyOf(texts), List.copyOf(uploads));
    }

    private void takeApart() throws IOException {
        while (true) {
            switch (reader.next()) {
                case NEEDS_INPUT -> {
                    return;
                }
                case PART -> begin();
                case DATA -> content(reader.data());
                case PART_END -> end();
                case END -> {}
                case MALFORMED -> throw malformed(reader.fault());
            }
        }
    }

    private void begin() throws IOException {
        FormPart begun = part(reader);
        part = begun;
        size = 0;
        text.reset();
        if (begun.filename() != null) {
            Path path = Files.createTempFile(limits.directory(), "upload-", null);
            files.add(path);
            file = Files.newOutputStream(path);
        }
    }

    private void content(ByteBuffer data) throws IOException {
        int count = data.remaining();
        size += count;
        OutputStream into = file;
        if (into != null) {
            if (size > limits.file()) {
                throw new StatusException(413, "A file is larger than the " + limits.file() + " bytes allowed here");
            }
        } else {
            textBytes += count;
            if (textBytes > limits.text()) {
                throw new StatusException(
                        413, "The fields of the form have more than the " + limits.text() + " bytes allowed here");
            }
            into = text;
        }
        into.write(data.array(), data.arrayOffset() + data.position(), count);
    }

    private void end() throws IOException {
        FormPart ended = java.util.Objects.requireNonNull(part);
        if (file != null) {
            file.close();
            file = null;
            uploads.add(new Form.Upload(ended, files.get(files.size() - 1), size));
        } else {
            texts.add(new Form.Text(ended.name(), utf8(text.toByteArray())));
        }
    }

    private static String utf8(byte[] bytes) {
        String decoded = Utf8.decode(ByteBuffer.wrap(bytes));
        if (decoded == null) {
            throw malformed("A field of the form is not UTF-8");
        }
        return decoded;
    }

    /** Deletes the files that are still where they were received. */
    @Override
    public void close() throws IOException {
        IOException failed = null;
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException failure) {
            failed = failure;
        }
        for (Path path : files) { // whatever happens to one of them, the others go
            try {
                Files.deleteIfExists(path);
            } catch (IOException failure) {
                failed = failed == null ? failure : failed;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
