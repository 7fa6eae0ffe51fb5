package org.kamaelia.demo.webflux;

import org.springframework.http.codec.ServerSentEvent;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The notes, in a table, and a stream of the new ones. */
@Component
class NoteStore {
    private final DatabaseClient database;
    private final Sinks.Many<Note> added = Sinks.many().multicast().directBestEffort();

    NoteStore(DatabaseClient database) {
        this.database = database;
    }

    Flux<Note> of(String author) {
        return database.sql("SELECT id, text FROM note WHERE author = :author ORDER BY id")
                .bind("author", author)
                .map((row, columns) -> new Note(id(row.get("id", Long.class)), author, row.get("text", String.class)))
                .all();
    }

    Mono<Note> add(String author, String text) {
        return database.sql("INSERT INTO note (author, text) VALUES (:author, :text)")
                .filter(statement -> statement.returnGeneratedValues("id"))
                .bind("author", author)
                .bind("text", text)
                .map((row, columns) -> new Note(id(row.get("id", Long.class)), author, text))
                .one()
                .doOnNext(added::tryEmitNext);
    }

    private static long id(Long column) {
        return column;
    }

    /** The notes of an author from now on. A client that does not read misses notes, and keeps nobody waiting. */
    Flux<ServerSentEvent<Note>> added(String author) {
        ServerSentEvent<Note> hello =
                ServerSentEvent.<Note>builder().comment("ready").build();
        return added.asFlux()
                .filter(note -> note.author().equals(author))
                .map(note -> ServerSentEvent.builder(note)
                        .id(Long.toString(note.id()))
                        .event("note")
                        .build())
                .startWith(hello);
    }
}
