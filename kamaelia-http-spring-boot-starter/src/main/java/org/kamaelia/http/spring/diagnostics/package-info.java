/**
 * What the starter says about a configuration when the application starts.
 *
 * <pre>
 *   {@link org.kamaelia.http.spring.diagnostics.StartupCheck} beans --sentences--&gt; one warning in the log
 *
 *   unknown key, value of a wrong type --&gt; failure analyzers --&gt; what to write instead
 * </pre>
 *
 * <p>A check finds what another server would do and these servers do not do. A wrong key or value stops the start.
 */
@NullMarked
package org.kamaelia.http.spring.diagnostics;

import org.jspecify.annotations.NullMarked;
