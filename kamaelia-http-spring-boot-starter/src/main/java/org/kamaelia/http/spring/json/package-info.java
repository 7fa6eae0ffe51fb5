/**
 * Request and response bodies in JSON, with the application's own mapper.
 *
 * <pre>
 *   request body  --> {@link org.kamaelia.http.spring.json.Json} --> a value, validated --> the application's function
 *   response body &lt;-- Json &lt;--------------------------------- a value &lt;---------------------/
 * </pre>
 */
@NullMarked
package org.kamaelia.http.spring.json;

import org.jspecify.annotations.NullMarked;
