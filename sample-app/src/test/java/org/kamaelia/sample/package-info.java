@NullMarked
package org.kamaelia.sample;

import org.jspecify.annotations.NullMarked;
