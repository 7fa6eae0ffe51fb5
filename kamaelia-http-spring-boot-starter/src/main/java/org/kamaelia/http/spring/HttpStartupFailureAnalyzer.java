package org.kamaelia.http.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Makes Spring Boot print the description and the action of an {@link HttpStartupException}. */
final class HttpStartupFailureAnalyzer extends AbstractFailureAnalyzer<HttpStartupException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, HttpStartupException cause) {
        return new FailureAnalysis(cause.description(), cause.action(), cause);
    }
}
