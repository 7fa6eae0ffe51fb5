/** Tests of one request and its answer. */
@NullMarked
package org.kamaelia.http.exchange;

import org.jspecify.annotations.NullMarked;
