package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/**
 * The timers of one scheduler: a hashed wheel of intrusive lists. A timer needs no object. Moving a timer to a later
 * time is one write, and every request does that with the timeouts of its connection. A component whose timer was moved
 * to a later time is moved to its new slot when its old slot comes around.
 */
final class TimerWheel {
    static final long NEVER = Long.MAX_VALUE;
    static final int UNARMED = -1;
    static final int TICK_MILLIS = 10;
    private static final long TICK_NANOS = TICK_MILLIS * 1_000_000L;
    private static final int SLOTS = 1024;

    private final @Nullable Component[] slots = new Component[SLOTS];
    private final long origin;
    private long ticks;
    private int armed;

    TimerWheel(long origin) {
        this.origin = origin;
    }

    void arm(Component component, long nanos) {
        component.due = nanos;
        long tick = tickOf(nanos);
        if (component.timerSlot != UNARMED) {
            if (comesBy(component.timerSlot, tick)) {
                return;
            }
            disarm(component);
        }
        insert(component, tick);
    }

    /** Whether the slot comes around no later than this tick, so that the component need not move now. */
    private boolean comesBy(int slot, long tick) {
        long next = ticks + 1 + ((slot - (ticks + 1)) & (SLOTS - 1));
        return next <= tick;
    }

    private long tickOf(long nanos) {
        return Math.max((nanos - origin + TICK_NANOS - 1) / TICK_NANOS, ticks + 1);
    }

    private void insert(Component component, long tick) {
        int slot = (int) (tick & (SLOTS - 1));
        Component first = slots[slot];
        component.timerSlot = slot;
        component.nextTimer = first;
        component.previousTimer = null;
        if (first != null) {
            first.previousTimer = component;
        }
        slots[slot] = component;
        armed++;
    }

    void disarm(Component component) {
        if (component.timerSlot == UNARMED) {
            return;
        }
        Component previous = component.previousTimer;
        Component next = component.nextTimer;
        if (previous == null) {
            slots[component.timerSlot] = next;
        } else {
            previous.nextTimer = next;
        }
        if (next != null) {
            next.previousTimer = previous;
        }
        component.timerSlot = UNARMED;
        component.nextTimer = null;
        component.previousTimer = null;
        armed--;
    }

    /** Makes every component ready whose timer is due. */
    void advance(long now) {
        long to = (now - origin) / TICK_NANOS;
        if (armed == 0) {
            ticks = Math.max(ticks, to);
            return;
        }
        long last = Math.min(to, ticks + SLOTS);
        for (long tick = ticks + 1; tick <= last; tick++) {
            ticks = tick;
            expire((int) (tick & (SLOTS - 1)), now);
        }
        ticks = Math.max(ticks, to);
    }

    private void expire(int slot, long now) {
        Component next = slots[slot];
        while (next != null) {
            Component component = next;
            next = component.nextTimer;
            if (component.due <= now) {
                disarm(component);
                component.due = NEVER;
                component.ready();
            } else {
                moveOn(component, slot);
            }
        }
    }

    private void moveOn(Component component, int slot) {
        long due = component.due;
        if (due == NEVER) {
            disarm(component);
            return;
        }
        long tick = tickOf(due);
        if ((tick & (SLOTS - 1)) != slot) {
            disarm(component);
            insert(component, tick);
        }
    }

    /** Nanoseconds until a timer may be due, at least 0; {@link #NEVER} if no timer is armed. */
    long nanosToNext(long now) {
        if (armed == 0) {
            return NEVER;
        }
        for (int ahead = 1; ahead <= SLOTS; ahead++) {
            if (slots[(int) ((ticks + ahead) & (SLOTS - 1))] != null) {
                return Math.max(0, origin + (ticks + ahead) * TICK_NANOS - now);
            }
        }
        return NEVER;
    }
}
