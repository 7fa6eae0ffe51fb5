/**
 * Request smuggling, tried through real front ends.
 *
 * <pre>
 *   corpus/*.txt --Corpus--> HostileCase --Template--> octets
 *                                                        |
 *                                                     LaneRun: the hostile message, then innocent victims
 *                                                        |          on its connection and on others
 *                                                      Wire
 *                                                        |
 *              direct, or a FrontEnd: HAProxy or nginx, which marks each request that it passes on
 *                                                        |
 *              Origin: our server, or the gullible one that proves that the test can fail
 *                                                        |
 *                                                     Recorder: every request that reached a handler
 *                                                        |
 *                                          Judge: what was seen and answered, against what was sent
 *                                                        |
 *                                          Report: a table, totals, and the violations
 * </pre>
 *
 * <p>A lane is one way to one server. Lanes run side by side and share nothing; within a lane one message follows
 * another, so that each violation has a name.
 */
@NullMarked
package org.kamaelia.verification.smuggling;

import org.jspecify.annotations.NullMarked;
