/**
 * A server for protocol test suites: few resources, each with an answer that a suite can predict.
 *
 * <pre>
 *   ConformanceServer --GET, HEAD /---------> RootPage, which honours preconditions
 *                     --POST, PUT, PATCH /--> the body back
 *                     --/echo---------------> the field lines back
 *                     --/cookie-------------> the cookies, one a line
 *                     --/ws-----------------> the messages of a WebSocket back
 * </pre>
 */
@NullMarked
package org.kamaelia.benchmarks.conformance;

import org.jspecify.annotations.NullMarked;
