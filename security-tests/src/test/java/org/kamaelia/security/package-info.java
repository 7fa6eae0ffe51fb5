/** The starter in applications that have Spring Security's starter and none of Spring's web frameworks. */
@NullMarked
package org.kamaelia.security;

import org.jspecify.annotations.NullMarked;
