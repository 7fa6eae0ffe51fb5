/**
 * The specification of the component runtime. Most of it is driven by hand on one thread, with a clock that the test
 * owns; what is about threads says so in its name.
 */
@NullMarked
package org.kamaelia.axon;

import org.jspecify.annotations.NullMarked;
