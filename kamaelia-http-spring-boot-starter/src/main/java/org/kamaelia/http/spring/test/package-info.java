/** Support for tests of applications that use Kamaelia HTTP. */
@NullMarked
package org.kamaelia.http.spring.test;

import org.jspecify.annotations.NullMarked;
