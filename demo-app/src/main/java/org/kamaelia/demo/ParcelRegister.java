package org.kamaelia.demo;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * All parcels, in memory. Their number is fixed: a new parcel replaces the parcel that was delivered longest ago.
 * Thread-safe. Methods never block for long, so handlers may call them on an event loop.
 */
@Component
class ParcelRegister {
    private static final long SEED = 2009; // the same parcels after every start
    private static final int FIRST_NUMBER = 100_001;
    private static final List<String> TOWNS = List.of(
            "Aberystwyth",
            "Bath",
            "Carlisle",
            "Dundee",
            "Exeter",
            "Falmouth",
            "Glasgow",
            "Hull",
            "Inverness",
            "Leeds",
            "Norwich",
            "Salford",
            "St. Ives, Cornwall",
            "Truro",
            "York");

    private final ConcurrentSkipListMap<String, Parcel> parcels = new ConcurrentSkipListMap<>();
    private final Queue<String> delivered = new ConcurrentLinkedQueue<>(); // in the order of delivery
    private final Random random = new Random(SEED);
    private final int size;
    private int nextNumber = FIRST_NUMBER;

    ParcelRegister(DeskProperties properties) {
        size = properties.parcels();
        for (int i = 0; i < size; i++) {
            Parcel parcel = accept();
            for (int stages = random.nextInt(4); stages > 0; stages--) {
                parcel = parcel.scannedAt(placeOf(parcel));
            }
            parcels.put(parcel.id(), parcel);
            if (parcel.isDelivered()) {
                delivered.add(parcel.id());
            }
        }
    }

    private synchronized Parcel accept() {
        Parcel parcel = new Parcel(
                "PD" + nextNumber++,
                TOWNS.get(random.nextInt(TOWNS.size())),
                50 + random.nextInt(19_950),
                Parcel.Status.ACCEPTED,
                "Parcel desk");
        parcels.put(parcel.id(), parcel);
        return parcel;
    }

    /** All parcels, ordered by id. The view may be read in steps, while parcels are added and removed. */
    Collection<Parcel> all() {
        return parcels.values();
    }

    @Nullable
    Parcel find(String id) {
        return parcels.get(id);
    }

    /** A parcel that is still under way; null if there is none. */
    synchronized @Nullable Parcel anyUnderWay() {
        String from = "PD" + (FIRST_NUMBER + random.nextInt(Math.max(1, nextNumber - FIRST_NUMBER)));
        Parcel behind = firstUnderWay(parcels.tailMap(from));
        return behind != null ? behind : firstUnderWay(parcels);
    }

    private static @Nullable Parcel firstUnderWay(Map<String, Parcel> some) {
        return some.values().stream()
                .filter(parcel -> !parcel.isDelivered())
                .findFirst()
                .orElse(null);
    }

    /**
     * Moves a parcel one stage further. A delivery makes room for the next parcel.
     *
     * @return the parcel after the scan; null if the parcel was delivered before, or is unknown
     */
    @Nullable
    Parcel scan(String id, String place) {
        AtomicBoolean moved = new AtomicBoolean();
        Parcel now = parcels.computeIfPresent(id, (key, parcel) -> {
            moved.set(!parcel.isDelivered());
            return parcel.isDelivered() ? parcel : parcel.scannedAt(place);
        });
        if (now == null || !moved.get()) {
            return null;
        }
        if (now.isDelivered()) {
            delivered.add(id);
            parcels.remove(delivered.remove());
            accept();
        }
        return now;
    }

    /** The place of the next scan of a parcel, if all goes well. */
    static String placeOf(Parcel parcel) {
        return switch (parcel.status()) {
            case ACCEPTED -> "Sorting hall";
            case SORTED -> "Van to " + parcel.destination();
            case ON_THE_ROAD, DELIVERED -> parcel.destination();
        };
    }
}
