package org.kamaelia.sample;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** The orders, in memory. A real service would ask a database here, and may block. */
@Repository
class Orders {
    private final ConcurrentSkipListMap<Long, Order> all = new ConcurrentSkipListMap<>();
    private final AtomicLong last = new AtomicLong();

    record Order(long id, String article, int count, Instant placed) {}

    Order add(String article, int count) {
        Order order = new Order(last.incrementAndGet(), article, count, Instant.now());
        all.put(order.id(), order);
        return order;
    }

    @Nullable
    Order find(long id) {
        return all.get(id);
    }

    boolean remove(long id) {
        return all.remove(id) != null;
    }

    /** One page of the orders that were placed since a moment, oldest first. */
    List<Order> page(int page, int size, Instant since) {
        return all.values().stream()
                .filter(order -> !order.placed().isBefore(since))
                .skip((long) page * size)
                .limit(size)
                .toList();
    }
}
