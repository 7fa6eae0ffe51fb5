package org.kamaelia.demo.webflux;

import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.HttpStatusServerEntryPoint;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsConfigurationSource;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;

/** Who may do what: a form to sign in, a session, protection against forged requests, and one foreign origin. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
    /** Programs get 401 instead of the form. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    SecurityWebFilterChain programs(ServerHttpSecurity http) {
        return http.securityMatcher(ServerWebExchangeMatchers.pathMatchers("/api/**", "/actuator/**"))
                .authorizeExchange(exchanges -> exchanges
                        .pathMatchers("/actuator/health/**")
                        .permitAll()
                        .anyExchange()
                        .authenticated())
                .exceptionHandling(handling ->
                        handling.authenticationEntryPoint(new HttpStatusServerEntryPoint(HttpStatus.UNAUTHORIZED)))
                .build();
    }

    /** People are sent to the form. */
    @Bean
    SecurityWebFilterChain people(ServerHttpSecurity http) {
        return http.authorizeExchange(exchanges -> exchanges
                        .pathMatchers(
                                "/public/**", "/v3/api-docs/**", "/swagger-ui.html", "/swagger-ui/**", "/webjars/**")
                        .permitAll()
                        .anyExchange()
                        .authenticated())
                .cors(Customizer.withDefaults())
                .formLogin(Customizer.withDefaults())
                .build();
    }

    /** One user. The password is in the source, because this is an example. */
    @Bean
    MapReactiveUserDetailsService users() {
        return new MapReactiveUserDetailsService(User.withUsername("ada")
                .password("{noop}lovelace")
                .roles("USER")
                .build());
    }

    @Bean
    CorsConfigurationSource corsConfigurationSource() {
        CorsConfiguration partner = new CorsConfiguration();
        partner.setAllowedOrigins(List.of("https://partner.example"));
        partner.setAllowedMethods(List.of(HttpMethod.GET.name()));
        UrlBasedCorsConfigurationSource all = new UrlBasedCorsConfigurationSource();
        all.registerCorsConfiguration("/public/**", partner);
        return all;
    }
}
