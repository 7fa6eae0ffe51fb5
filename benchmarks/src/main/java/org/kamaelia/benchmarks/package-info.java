/**
 * The servers that load tests drive, and the command that starts them.
 *
 * <pre>
 *   Main --core--------> CoreServer -----.
 *     |                                   +--> Workloads: one handler for each path
 *     +----spring------> SpringServer ---'
 *     +----conformance-> conformance.ConformanceServer
 *     +----compare-----> compare.Comparison: a table of these servers and of others
 *     +----plot--------> compare.Scaling: plots of cost against connections
 *     '----jmh---------> the benchmarks in package jmh
 * </pre>
 */
@NullMarked
package org.kamaelia.benchmarks;

import org.jspecify.annotations.NullMarked;
