/** The starter in one application with others. */
@NullMarked
package org.kamaelia.it;

import org.jspecify.annotations.NullMarked;
