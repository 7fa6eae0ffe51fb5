@NullMarked
package org.kamaelia.http.spring.test;

import org.jspecify.annotations.NullMarked;
