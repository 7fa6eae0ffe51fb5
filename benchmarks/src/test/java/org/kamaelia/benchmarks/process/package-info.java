@NullMarked
package org.kamaelia.benchmarks.process;

import org.jspecify.annotations.NullMarked;
