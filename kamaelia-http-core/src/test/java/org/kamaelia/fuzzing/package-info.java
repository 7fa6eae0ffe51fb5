/**
 * What fuzz tests compare the server with: plain second readings of the grammars, which share no code with it.
 *
 * <pre>
 *   input --Choices--> octets --RequestParser--> Trace           the same in any pieces,
 *                         `----------------------> Naive...       and the same to a simple-minded reader
 *
 *   input --Choices--> Response --ResponseWriter--> octets --> StrictResponse
 * </pre>
 *
 * <p>A package of its own, since the fuzzer instruments {@code org.kamaelia.http} and these would only slow it down.
 */
@NullMarked
package org.kamaelia.fuzzing;

import org.jspecify.annotations.NullMarked;
