package org.kamaelia.http.syntax;

/** The two places where field lines stand, with the faults that differ between them. */
public enum Section {
    HEADER(Fault.HEADER_SECTION_SIZE, Fault.HEADER_FIELD_COUNT),
    TRAILER(Fault.TRAILER_SECTION_SIZE, Fault.TRAILER_FIELD_COUNT);

    final Fault tooLarge;
    public final Fault tooMany;

    Section(Fault tooLarge, Fault tooMany) {
        this.tooLarge = tooLarge;
        this.tooMany = tooMany;
    }

    /** The limit of the section in octets, its field lines and its last, empty line included. */
    public int limit(ParserLimits limits) {
        return this == HEADER ? limits.headerSection() : limits.trailerSection();
    }
}
