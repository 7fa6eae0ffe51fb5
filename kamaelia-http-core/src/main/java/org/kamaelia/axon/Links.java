package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/**
 * The links of a component in the run queue, the list of live components and the timer wheel. Only these three use
 * them.
 */
abstract sealed class Links extends Mail permits Component {
    @Nullable
    Component nextReady;

    @Nullable
    Component nextLive;

    @Nullable
    Component previousLive;

    @Nullable
    Component nextTimer;

    @Nullable
    Component previousTimer;

    long due = TimerWheel.NEVER;
    int timerSlot = TimerWheel.UNARMED;
}
