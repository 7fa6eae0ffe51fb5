package org.kamaelia.http.spring.diagnostics;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/** Logs the findings of all checks as one warning, one line for each finding. */
final class StartupReport implements SmartInitializingSingleton {
    private static final Log LOG = LogFactory.getLog(StartupReport.class);

    private final ObjectProvider<StartupCheck> checks;

    StartupReport(ObjectProvider<StartupCheck> checks) {
        this.checks = checks;
    }

    @Override
    public void afterSingletonsInstantiated() {
        List<String> findings = checks.orderedStream()
                .flatMap(check -> check.findings().stream())
                .distinct()
                .toList();
        if (!findings.isEmpty()) {
            LOG.warn(findings.stream()
                    .collect(Collectors.joining(
                            "\n  - ",
                            "The application has settings that its Kamaelia servers do not use, or that leave handlers open:\n  - ",
                            "")));
        }
    }
}
