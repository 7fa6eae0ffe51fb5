@NullMarked
package org.kamaelia.http.spring.json;

import org.jspecify.annotations.NullMarked;
