@NullMarked
package org.kamaelia.http.spring.values;

import org.jspecify.annotations.NullMarked;
