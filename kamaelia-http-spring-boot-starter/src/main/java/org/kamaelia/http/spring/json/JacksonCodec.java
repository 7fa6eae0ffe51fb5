package org.kamaelia.http.spring.json;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.AnswerException;
import org.kamaelia.http.Problem;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON with Jackson. If a body cannot be read, the client gets the position of the fault. The client does not get the
 * message of Jackson, because this message names classes of the application.
 */
record JacksonCodec(JsonMapper mapper) implements JsonCodec {
    @Override
    public byte[] write(Object value) {
        return mapper.writeValueAsBytes(value);
    }

    @Override
    public <T> T read(InputStream body, Type type) throws IOException {
        T value;
        try {
            value = mapper.readValue(body, mapper.constructType(type));
        } catch (JacksonIOException broken) {
            throw broken.getCause();
        } catch (InvalidDefinitionException ours) {
            throw ours; // the type itself cannot be read; this is not a fault of the client
        } catch (JacksonException bad) {
            throw new AnswerException(Problem.of(400).detail(said(bad)));
        }
        if (value == null) {
            throw new AnswerException(Problem.of(400).detail("The body is null."));
        }
        return value;
    }

    private static String said(JacksonException bad) {
        if (bad instanceof StreamConstraintsException) {
            return "The body is nested too deeply, or has a name, number or text that is too long" + where(bad) + ".";
        }
        if (bad instanceof DatabindException) {
            String path = path(bad.getPath());
            return (path.isEmpty() ? "The body" : "The value of " + path) + " is not of the expected type" + where(bad)
                    + ".";
        }
        return "The body is not valid JSON" + where(bad) + ".";
    }

    private static String where(JacksonException bad) {
        @Nullable TokenStreamLocation at = bad.getLocation();
        return at == null || at.getLineNr() < 1
                ? ""
                : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }

    private static String path(List<JacksonException.Reference> references) {
        return references.stream()
                .map(one -> one.getPropertyName() == null ? "[" + one.getIndex() + "]" : "." + one.getPropertyName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }
}
