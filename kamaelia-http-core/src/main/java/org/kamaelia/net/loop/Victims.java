package org.kamaelia.net.loop;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Whom an event loop resets to free memory. First the client is chosen that holds most with all its connections
 * together, and then the connection of this client for which memory times time without progress is largest. This goes on
 * until enough is free. So clients are cut down to equal shares, those that hold more first; a client that holds little
 * loses nothing, whatever others do.
 */
final class Victims {
    /** A holder that holds nothing. */
    static final MemoryHolder NOBODY = new MemoryHolder() {
        @Override
        public long held() {
            return 0;
        }

        @Override
        public long stalledNanos() {
            return 0;
        }

        @Override
        public long client() {
            return 0;
        }

        @Override
        public void shed() {}
    };

    private static final double LEAST_NANOS = 1_000_000;

    /** A holder, with what it held when it was looked at. */
    private record Candidate(MemoryHolder holder, long held, double weight) {}

    /** The holders of one client. */
    private static final class Client {
        private final List<Candidate> candidates = new ArrayList<>(2);
        private long held;

        void add(Candidate one) {
            candidates.add(one);
            held += one.held;
        }

        /** The one that can best be missed, which is no candidate any more. */
        Candidate takeHeaviest() {
            Candidate last = candidates.remove(candidates.size() - 1);
            held -= last.held;
            return last;
        }
    }

    /** How many holders hold something. */
    int size(List<MemoryHolder.Source> sources) {
        int[] count = {0};
        for (MemoryHolder.Source source : sources) {
            source.forEachHolder(holder -> count[0] += holder.held() > 0 ? 1 : 0);
        }
        return count[0];
    }

    /**
     * Resets holders.
     *
     * @param excess bytes that are to be freed
     * @return how many were reset
     */
    int shed(List<MemoryHolder.Source> sources, long excess) {
        PriorityQueue<Client> clients = new PriorityQueue<>(Comparator.comparingLong((Client one) -> -one.held));
        clients.addAll(byClient(sources).values());
        int count = 0;
        long left = excess;
        for (Client most; left > 0 && (most = clients.poll()) != null; ) {
            Candidate victim = most.takeHeaviest();
            left -= victim.held;
            victim.holder.shed();
            count++;
            if (most.held > 0) {
                clients.add(most);
            }
        }
        return count;
    }

    private static Map<Long, Client> byClient(List<MemoryHolder.Source> sources) {
        Map<Long, Client> clients = new HashMap<>();
        for (MemoryHolder.Source source : sources) {
            source.forEachHolder(holder -> {
                long held = holder.held();
                if (held > 0) {
                    double weight = held * Math.max(LEAST_NANOS, holder.stalledNanos());
                    clients.computeIfAbsent(holder.client(), key -> new Client())
                            .add(new Candidate(holder, held, weight));
                }
            });
        }
        clients.values().forEach(client -> client.candidates.sort(Comparator.comparingDouble(Candidate::weight)));
        return clients;
    }
}
