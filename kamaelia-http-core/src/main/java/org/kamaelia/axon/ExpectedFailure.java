package org.kamaelia.axon;

/**
 * Marks exceptions that end a component but are no fault, such as a response with an error status. They are not logged.
 */
public interface ExpectedFailure {}
