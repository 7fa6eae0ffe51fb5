package org.kamaelia.http.spring.diagnostics;

import org.kamaelia.http.HttpFilter;
import org.springframework.beans.factory.ListableBeanFactory;

/** Whether code of the application stands in front of its handlers and can refuse requests. */
public final class Guards {
    private Guards() {}

    /** Whether the application has a filter. What the filter does is not known here. */
    public static boolean arePresent(ListableBeanFactory beans) {
        return beans.getBeanNamesForType(HttpFilter.class, true, false).length > 0;
    }
}
