package org.kamaelia.http.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names requests and chooses their tags. A bean of this type takes the place of
 * {@link DefaultKamaeliaRequestObservationConvention}. It is asked for tags when a request begins and when it ends.
 */
public interface KamaeliaRequestObservationConvention extends ObservationConvention<KamaeliaRequestObservationContext> {
    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof KamaeliaRequestObservationContext;
    }
}
