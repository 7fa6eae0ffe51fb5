package org.kamaelia.axon;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A component whose part is written by the test. */
class Actor extends Component {
    /** What it does; may throw. */
    interface Act {
        void perform() throws Exception;
    }

    int starts;
    int steps;
    Act onStart = () -> {};
    Act onStep = () -> {};
    Act onStopped = () -> {};

    /** How it was stopped, each time that it was. */
    final List<@Nullable Throwable> stops = new ArrayList<>();

    /** An actor that does this in each step. */
    static Actor doing(Act act) {
        Actor actor = new Actor();
        actor.onStep = act;
        return actor;
    }

    @Override
    protected void start() throws Exception {
        starts++;
        onStart.perform();
    }

    @Override
    protected void step() throws Exception {
        steps++;
        onStep.perform();
    }

    @Override
    protected void stopped(@Nullable Throwable failure) {
        stops.add(failure);
        try {
            onStopped.perform();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
