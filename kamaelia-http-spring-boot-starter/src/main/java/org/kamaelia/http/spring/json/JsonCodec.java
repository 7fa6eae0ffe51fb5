package org.kamaelia.http.spring.json;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;

/** Turns values into JSON and JSON into values. Thread-safe. */
interface JsonCodec {
    /** JSON in UTF-8. */
    byte[] write(Object value);

    /**
     * Reads a value of this type; never null.
     *
     * @throws org.kamaelia.http.AnswerException 400 if the bytes are not JSON, or do not fit the type
     * @throws IOException if the bytes cannot be read
     */
    <T> T read(InputStream body, Type type) throws IOException;

    /** Checks a value that was read. */
    @FunctionalInterface
    interface Check {
        /**
         * Returns if the value is valid.
         *
         * @throws org.kamaelia.http.AnswerException 400 if the value is not valid
         */
        void check(Object value, JsonCodec json);
    }
}
