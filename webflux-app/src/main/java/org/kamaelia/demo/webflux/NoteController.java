package org.kamaelia.demo.webflux;

import java.security.Principal;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The interface for programs. */
@RestController
class NoteController {
    private final NoteStore notes;

    NoteController(NoteStore notes) {
        this.notes = notes;
    }

    @GetMapping("/api/notes")
    Flux<Note> notes(Principal user) {
        return notes.of(user.getName());
    }

    @PostMapping("/api/notes")
    @ResponseStatus(HttpStatus.CREATED)
    Mono<Note> add(Principal user, @RequestBody Note.Draft draft) {
        return notes.add(user.getName(), draft.text());
    }

    @GetMapping(path = "/api/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<Note>> events(Principal user) {
        return notes.added(user.getName());
    }

    @GetMapping("/api/visits")
    Map<String, Integer> visits(WebSession session) {
        int visits = session.getAttributeOrDefault("visits", 0) + 1;
        session.getAttributes().put("visits", visits);
        return Map.of("visits", visits);
    }

    @GetMapping("/public/hello")
    Map<String, String> hello() {
        return Map.of("message", "hello");
    }
}
