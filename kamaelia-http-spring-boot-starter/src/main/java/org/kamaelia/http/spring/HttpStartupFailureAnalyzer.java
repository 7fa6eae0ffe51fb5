package org.kamaelia.http.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Makes Spring Boot print the description and the action of an {@link HttpStartupException}. It comes before the analyzers
 * of Spring Boot, which describe the exceptions around the cause.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class HttpStartupFailureAnalyzer extends AbstractFailureAnalyzer<HttpStartupException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, HttpStartupException cause) {
        return new FailureAnalysis(cause.description(), cause.action(), cause);
    }
}
