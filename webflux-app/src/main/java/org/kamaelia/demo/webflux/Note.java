package org.kamaelia.demo.webflux;

/** A note of a user. */
record Note(long id, String author, String text) {
    /** What a client sends. */
    record Draft(String text) {}
}
