/**
 * The server for clients of other projects that speak HTTP/2, and a handler that speaks gRPC. The clients are in
 * {@code verification/clients}.
 */
@NullMarked
package org.kamaelia.verification.clients;

import org.jspecify.annotations.NullMarked;
