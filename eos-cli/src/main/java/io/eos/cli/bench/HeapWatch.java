package io.eos.cli.bench;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * The least heap after a collection in each quarter of a run: what is there after all that can go is gone, as far as collections took it. Grows
 * where something is kept for each message. Thread-safe.
 */
final class HeapWatch {
    /** What a quarter without a collection has. */
    static final long UNKNOWN = -1;

    private static final int QUARTERS = 4;

    private final DoubleSupplier done;
    private final long[] least = new long[QUARTERS];
    private final Set<String> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toSet());

    /** @param done which part of the run is over, 0 to 1 */
    HeapWatch(DoubleSupplier done) {
        this.done = done;
        Arrays.fill(least, UNKNOWN);
    }

    /** Watches from now on. */
    void start() {
        ManagementFactory.getGarbageCollectorMXBeans().forEach(collector -> {
            if (collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener(
                        (notification, any) -> collected((CompositeData) notification.getUserData()),
                        notification -> notification
                                .getType()
                                .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION),
                        null);
            }
        });
    }

    private void collected(CompositeData data) {
        GarbageCollectionNotificationInfo info = GarbageCollectionNotificationInfo.from(data);
        long used = info.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                .filter(pool -> heap.contains(pool.getKey()))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
        add(used >> 20);
    }

    synchronized void add(long mebibytes) {
        int quarter = Math.min((int) (done.getAsDouble() * QUARTERS), QUARTERS - 1);
        least[quarter] = least[quarter] == UNKNOWN ? mebibytes : Math.min(least[quarter], mebibytes);
    }

    /** Mebibytes for each quarter, {@link #UNKNOWN} where nothing was collected. */
    synchronized List<Long> quarters() {
        return Arrays.stream(least).boxed().toList();
    }
}
