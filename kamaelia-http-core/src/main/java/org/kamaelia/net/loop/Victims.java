package org.kamaelia.net.loop;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Chooses what is reset to free memory. First the client is chosen that holds most with all its connections together, and
 * then the connection of this client for which memory times time without progress is largest. This goes on until enough is
 * free. So clients are cut down to equal shares, those that hold more first; a client that holds little loses nothing,
 * whatever others do.
 */
final class Victims {
    private static final double LEAST_NANOS = 1_000_000;

    private Victims() {}

    /**
     * Something that may be reset, with the values that it had when its loop looked at it. Other loops may read the values;
     * only its own loop may use the holder.
     *
     * @param loop the number of its loop
     */
    record Candidate(MemoryHolder holder, int loop, long client, long held, double weight) {}

    /** The holders of one client. */
    private static final class Client {
        private final List<Candidate> candidates = new ArrayList<>(2);
        private long held;

        void add(Candidate one) {
            candidates.add(one);
            held += one.held;
        }

        /** Removes and returns the candidate that can best be missed. */
        Candidate takeHeaviest() {
            Candidate last = candidates.remove(candidates.size() - 1);
            held -= last.held;
            return last;
        }
    }

    /** The candidates of one loop: everything that holds memory. Called on this loop. */
    static List<Candidate> of(List<MemoryHolder.Source> sources, int loop) {
        List<Candidate> all = new ArrayList<>();
        for (MemoryHolder.Source source : sources) {
            source.forEachHolder(holder -> {
                long held = holder.held();
                if (held > 0) {
                    double weight = held * Math.max(LEAST_NANOS, holder.stalledNanos());
                    all.add(new Candidate(holder, loop, holder.client(), held, weight));
                }
            });
        }
        return all;
    }

    /**
     * Chooses candidates.
     *
     * @param excess bytes that are to be freed
     * @return those that are to be reset, in the order in which they were chosen
     */
    static List<Candidate> choose(List<Candidate> all, long excess) {
        PriorityQueue<Client> clients = new PriorityQueue<>(Comparator.comparingLong((Client one) -> -one.held));
        clients.addAll(byClient(all).values());
        List<Candidate> chosen = new ArrayList<>();
        long left = excess;
        for (Client most; left > 0 && (most = clients.poll()) != null; ) {
            Candidate victim = most.takeHeaviest();
            left -= victim.held;
            chosen.add(victim);
            if (most.held > 0) {
                clients.add(most);
            }
        }
        return chosen;
    }

    private static Map<Long, Client> byClient(List<Candidate> all) {
        Map<Long, Client> clients = new HashMap<>();
        for (Candidate one : all) {
            clients.computeIfAbsent(one.client, key -> new Client()).add(one);
        }
        clients.values().forEach(client -> client.candidates.sort(Comparator.comparingDouble(Candidate::weight)));
        return clients;
    }
}
