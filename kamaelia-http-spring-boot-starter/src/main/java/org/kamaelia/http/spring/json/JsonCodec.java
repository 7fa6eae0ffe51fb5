package org.kamaelia.http.spring.json;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;

/** What turns values into JSON and back. Thread-safe. */
interface JsonCodec {
    /** JSON in UTF-8. */
    byte[] write(Object value);

    /**
     * A value of this type; never null.
     *
     * @throws org.kamaelia.http.AnswerException 400 if the bytes are no JSON, or do not fit
     * @throws IOException if the bytes cannot be read
     */
    <T> T read(InputStream body, Type type) throws IOException;

    /** Checks a value that was read. */
    @FunctionalInterface
    interface Check {
        /**
         * Does nothing if the value is valid.
         *
         * @throws org.kamaelia.http.AnswerException 400 if it is not
         */
        void check(Object value, JsonCodec json);
    }
}
