/** What must hold for the test under fire itself. */
@NullMarked
package org.kamaelia.verification.faults;

import org.jspecify.annotations.NullMarked;
