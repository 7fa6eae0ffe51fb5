/** What tests of an application with Kamaelia HTTP need. */
@NullMarked
package org.kamaelia.http.spring.test;

import org.jspecify.annotations.NullMarked;
