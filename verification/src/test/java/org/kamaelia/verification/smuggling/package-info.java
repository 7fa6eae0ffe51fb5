/** What must hold for the smuggling test itself, without front ends: corpus, detector, and our server directly. */
@NullMarked
package org.kamaelia.verification.smuggling;

import org.jspecify.annotations.NullMarked;
