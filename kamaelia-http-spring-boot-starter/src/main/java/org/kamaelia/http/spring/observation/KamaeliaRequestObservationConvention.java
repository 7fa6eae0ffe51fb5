package org.kamaelia.http.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Chooses the name and the tags of requests. A bean of this type replaces {@link
 * DefaultKamaeliaRequestObservationConvention}. The tags are read when a request begins and when it ends.
 */
public interface KamaeliaRequestObservationConvention extends ObservationConvention<KamaeliaRequestObservationContext> {
    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof KamaeliaRequestObservationContext;
    }
}
