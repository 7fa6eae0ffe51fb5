/** The certificate with which the servers for load tests and protocol test suites speak TLS. */
@NullMarked
package org.kamaelia.benchmarks.tls;

import org.jspecify.annotations.NullMarked;
