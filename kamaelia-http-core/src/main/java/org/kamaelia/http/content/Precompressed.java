package org.kamaelia.http.content;

/**
 * A content coding of files that lie beside the file itself, such as {@code app.js.br} beside {@code app.js}.
 *
 * @param coding as Accept-Encoding names it
 * @param extension what is added to the name of the file
 */
record Precompressed(String coding, String extension) {
    /**
     * The coding of this name.
     *
     * @throws IllegalArgumentException if it is not known
     */
    static Precompressed of(String coding) {
        return switch (coding) {
            case "br" -> new Precompressed(coding, ".br");
            case "zstd" -> new Precompressed(coding, ".zst");
            case "gzip" -> new Precompressed(coding, ".gz");
            default ->
                throw new IllegalArgumentException(
                        "\"" + coding + "\" is not a coding of files; write br, zstd or gzip");
        };
    }
}
