/**
 * Where routing and content were before they had packages of their own: the entrances that applications are compiled
 * against. Everything here forwards to {@link org.kamaelia.http.route} and {@link org.kamaelia.http.content}; write these
 * packages in new code.
 */
@NullMarked
package org.kamaelia.http.resource;

import org.jspecify.annotations.NullMarked;
