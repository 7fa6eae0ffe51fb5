package org.kamaelia.demo.webflux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;

/** Takes uploads, and gives them back, whole or in ranges. Files get numbers: names of clients reach no file system. */
@RestController
class FileController {
    private final Path directory;

    FileController() throws IOException {
        this.directory = Files.createTempDirectory("notes");
    }

    @PostMapping(path = "/api/files", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    Mono<Map<String, Object>> upload(@RequestPart("file") FilePart file) {
        String id = Long.toString(System.nanoTime(), Character.MAX_RADIX);
        Path stored = directory.resolve(id);
        return file.transferTo(stored)
                .then(Mono.fromSupplier(() -> Map.of(
                        "id",
                        id,
                        "name",
                        file.filename(),
                        "size",
                        stored.toFile().length())));
    }

    @GetMapping("/api/files/{id:[0-9a-z]+}")
    ResponseEntity<Resource> download(@PathVariable String id) {
        FileSystemResource file = new FileSystemResource(directory.resolve(id));
        if (!file.exists()) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(file);
    }
}
