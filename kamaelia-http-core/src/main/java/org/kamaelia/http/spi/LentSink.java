package org.kamaelia.http.spi;

/** An inbox that takes a chunk in lent memory, as it is, and gives the memory back when the bytes have left. */
public interface LentSink {}
