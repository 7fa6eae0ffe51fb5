/**
 * What tests over real sockets have in common.
 *
 * <pre>
 *   {@link org.kamaelia.testing.RawClient} --octets--> {@link org.kamaelia.testing.TestServer}
 *            &lt;--{@link org.kamaelia.testing.RawResponse}--
 * </pre>
 */
@NullMarked
package org.kamaelia.testing;

import org.jspecify.annotations.NullMarked;
