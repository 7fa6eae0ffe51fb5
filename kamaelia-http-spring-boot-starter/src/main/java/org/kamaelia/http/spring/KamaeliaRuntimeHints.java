package org.kamaelia.http.spring;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/**
 * Hints for native images. They cover virtual threads, which the core looks up by name because its source level does
 * not know them, and the files of the default location. The application has to register files in other places of the
 * class path, and types that are read from or written as JSON.
 */
final class KamaeliaRuntimeHints implements RuntimeHintsRegistrar {
    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
        hints.reflection()
                .registerType(Thread.class, type -> type.withMethod("ofVirtual", List.of(), ExecutableMode.INVOKE));
        for (String builder : List.of("java.lang.Thread$Builder", "java.lang.Thread$Builder$OfVirtual")) {
            hints.reflection().registerTypeIfPresent(loader, builder, type -> {
                type.withMethod(
                        "name",
                        List.of(TypeReference.of(String.class), TypeReference.of(long.class)),
                        ExecutableMode.INVOKE);
                type.withMethod("factory", List.of(), ExecutableMode.INVOKE);
            });
        }
        hints.resources()
                .registerPattern("static/*")
                .registerPattern("org/kamaelia/http/content/media-types.txt")
                .registerPattern("org/kamaelia/http/spring/actuate/live-picture.html");
    }
}
