package org.kamaelia.axon;

/** Marks exceptions that end a component and are an answer, not a fault: they are not logged. */
public interface ExpectedFailure {}
