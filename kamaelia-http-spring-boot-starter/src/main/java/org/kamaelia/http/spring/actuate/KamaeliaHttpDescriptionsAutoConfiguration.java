package org.kamaelia.http.spring.actuate;

import org.kamaelia.http.spring.KamaeliaHttpAutoConfiguration;
import org.kamaelia.http.spring.KamaeliaHttpProperties;
import org.springframework.boot.actuate.autoconfigure.web.exchanges.HttpExchangesProperties;
import org.springframework.boot.actuate.web.exchanges.HttpExchangeRepository;
import org.springframework.boot.actuate.web.mappings.MappingDescriptionProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the endpoints {@code mappings} and {@code httpexchanges} of actuator show of our servers. */
@AutoConfiguration(after = KamaeliaHttpAutoConfiguration.class)
@ConditionalOnClass({MappingDescriptionProvider.class, HttpExchangesProperties.class})
@ConditionalOnBean(KamaeliaHttpProperties.class)
public final class KamaeliaHttpDescriptionsAutoConfiguration {
    @Bean
    MappingDescriptionProvider kamaeliaMappings() {
        return new KamaeliaMappings();
    }

    /** Records the requests of native handlers. Spring Boot records the requests of Spring MVC and WebFlux. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(HttpExchangeRepository.class)
    @ConditionalOnProperty(
            name = "management.httpexchanges.recording.enabled",
            havingValue = "true",
            matchIfMissing = true)
    @EnableConfigurationProperties(HttpExchangesProperties.class)
    static class Recording {
        @Bean
        HttpExchangeRecorder kamaeliaHttpExchangeRecorder(
                HttpExchangeRepository repository, HttpExchangesProperties properties) {
            return new HttpExchangeRecorder(
                    repository, properties.getRecording().getInclude());
        }
    }
}
