/**
 * Queries, paths and forms as records, checked with Bean Validation.
 *
 * <pre>
 *   path, query --\
 *   form ---------+--> {@link org.kamaelia.http.spring.values.Records} --> a record, validated --> the application's function
 * </pre>
 *
 * <p>All that is missing, does not fit or is not valid is in one response: 400 with problem details.
 */
@NullMarked
package org.kamaelia.http.spring.values;

import org.jspecify.annotations.NullMarked;
