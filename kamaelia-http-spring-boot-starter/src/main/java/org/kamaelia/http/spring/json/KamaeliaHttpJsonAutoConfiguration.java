package org.kamaelia.http.spring.json;

import java.util.List;
import org.kamaelia.http.spring.HttpStartupException;
import org.kamaelia.http.spring.KamaeliaHttpAutoConfiguration;
import org.kamaelia.http.spring.KamaeliaHttpProperties;
import org.kamaelia.http.spring.values.Validation;
import org.kamaelia.http.spring.values.Validation.Place;
import org.kamaelia.http.spring.values.Validation.Violation;
import org.kamaelia.http.spring.values.ValidationConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.json.JsonMapper;

/** JSON for handlers. Active if Jackson 3 is on the class path. */
@AutoConfiguration(
        after = KamaeliaHttpAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
            "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration"
        })
@ConditionalOnClass(JsonMapper.class)
@ConditionalOnBean(KamaeliaHttpProperties.class)
@Import(ValidationConfiguration.class)
public final class KamaeliaHttpJsonAutoConfiguration {
    private static final String MAX_BODY = KamaeliaHttpProperties.PREFIX + ".json.max-body";

    /** JSON with the mapper of the application, or with a default mapper if the application has none. */
    @Bean
    @ConditionalOnMissingBean
    Json kamaeliaJson(
            KamaeliaHttpProperties properties,
            ObjectProvider<JsonMapper> mappers,
            ObjectProvider<Validation> validation) {
        long most = properties.json().maxBody().toBytes();
        if (most < 1 || most > Integer.MAX_VALUE) {
            throw new HttpStartupException(
                    "The property " + MAX_BODY + " is out of its range: " + most + "B.",
                    "Set " + MAX_BODY + " to a size from 1B to " + Integer.MAX_VALUE + "B.");
        }
        JsonMapper mapper = mappers.getIfAvailable(
                () -> JsonMapper.builder().findAndAddModules().build());
        return new Json(new JacksonCodec(mapper), check(validation.getIfAvailable(() -> Validation.NONE)), (int) most);
    }

    private static JsonCodec.Check check(Validation validation) {
        return (value, json) -> {
            List<Violation> violations = validation.validate(value);
            if (!violations.isEmpty()) {
                throw Violation.answer("The body has values that are not allowed.", violations, Place.POINTER);
            }
        };
    }
}
