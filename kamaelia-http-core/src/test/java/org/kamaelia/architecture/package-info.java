/** Rules about the whole module: which package may import which, and what the jar depends on. */
@NullMarked
package org.kamaelia.architecture;

import org.jspecify.annotations.NullMarked;
