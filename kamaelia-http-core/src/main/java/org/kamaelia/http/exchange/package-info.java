/**
 * One request and its answer, whatever carries them.
 */
@NullMarked
package org.kamaelia.http.exchange;

import org.jspecify.annotations.NullMarked;
