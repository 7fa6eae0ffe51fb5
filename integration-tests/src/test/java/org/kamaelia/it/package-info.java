/** Tests of the starter in one application with other servers. */
@NullMarked
package org.kamaelia.it;

import org.jspecify.annotations.NullMarked;
