package org.kamaelia.http.spring.values;

import jakarta.validation.Validator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Validates the values that handlers read, if the application has a validator. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(Validator.class)
public class ValidationConfiguration {
    @Bean
    @ConditionalOnMissingBean
    Validation kamaeliaValidation(ObjectProvider<Validator> validators) {
        Validator validator = validators.getIfAvailable();
        return validator == null ? Validation.NONE : new BeanValidation(validator);
    }
}
