/**
 * Ready-made filters.
 *
 * <pre>
 *   request --> {@link org.kamaelia.http.filter.PathFilter}, for some paths only --> handlers
 * </pre>
 *
 * <p>Sessions and login pages are not here: an application that needs them uses a framework in front of its handlers.
 */
@NullMarked
package org.kamaelia.http.filter;

import org.jspecify.annotations.NullMarked;
