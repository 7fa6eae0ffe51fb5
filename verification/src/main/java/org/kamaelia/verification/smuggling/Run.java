package org.kamaelia.verification.smuggling;

import java.util.List;

/**
 * What clients saw of one hostile message in one lane.
 *
 * @param hostile the message
 * @param id its name with the letter of the moment
 * @param moment when the victim on the same connection followed
 * @param answers the final answers on the hostile connection, the victim's included
 * @param closed whether the connection was closed before the client did
 * @param reset whether it was by a reset
 * @param victims the innocent requests on other connections
 */
record Run(
        HostileCase hostile,
        String id,
        Moment moment,
        List<Answer> answers,
        boolean closed,
        boolean reset,
        List<Victim> victims) {

    /** When the victim on the hostile connection is sent. */
    enum Moment {
        /** In one write with the hostile message. */
        AT_ONCE("p"),
        /** After the answer to it. */
        AFTER_THE_ANSWER("a");

        private final String letter;

        Moment(String letter) {
            this.letter = letter;
        }

        /** What it adds to a name. */
        String letter() {
            return letter;
        }
    }

    /** What became of an innocent request. */
    enum Fate {
        /** It got its own answer. */
        SERVED,
        /** It got an error of the front end that blames nobody, or its connection was closed. */
        DISTURBED,
        /** It was refused as if it were malformed. */
        BLAMED,
        /** It got what does not belong to it. */
        WRONG,
        /** It got nothing at all, although the client waited. */
        STARVED
    }

    /**
     * An innocent request.
     *
     * @param request method and target
     * @param fate what became of it
     * @param answer what it got, for a person to read
     */
    record Victim(String request, Fate fate, String answer) {}

    /** Method and target of the victim that follows on the hostile connection. */
    static String follower(String id) {
        return "GET /victim-" + id + ".same";
    }

    /** The answers to the hostile message itself. */
    List<Answer> toHostile() {
        return answers.stream()
                .filter(answer -> !follower(id).equals(answer.answers()))
                .toList();
    }

    /** Whether the victim that follows on the hostile connection got its answer. */
    boolean followerServed() {
        return answers.stream().anyMatch(answer -> answer.isTo(follower(id)));
    }
}
