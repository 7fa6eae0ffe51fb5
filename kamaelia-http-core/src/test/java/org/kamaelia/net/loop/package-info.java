/** Tests of org.kamaelia.net.loop. */
@NullMarked
package org.kamaelia.net.loop;

import org.jspecify.annotations.NullMarked;
