package io.eos.cli.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What one copy took.
 *
 * @param records how many records count: {@link MeasuredPart}
 * @param nanos how long those took
 * @param heapMiB the heap after a last collection at the end
 * @param settled how many records were done in all
 * @param quartersMiB the least heap after a collection in each quarter, if that was watched
 */
record CopyReport(long records, long nanos, long heapMiB, long settled, List<Long> quartersMiB) {
    private static final int LINES = 4;

    CopyReport {
        quartersMiB = List.copyOf(quartersMiB);
    }

    double rate() {
        return records / (nanos / 1e9);
    }

    /** Written by the copying JVM at its end. */
    static void write(Path file, MeasuredPart part, long settled, List<Long> quartersMiB) throws IOException {
        long nanos = part.nanos();
        long records = part.records();
        System.gc();
        long bytes = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                .sum();
        List<String> lines = new ArrayList<>(List.of(
                Long.toString(nanos), Long.toString(bytes >> 20), Long.toString(records), Long.toString(settled)));
        quartersMiB.forEach(quarter -> lines.add(Long.toString(quarter)));
        Files.write(file, lines);
    }

    static CopyReport read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return new CopyReport(
                Long.parseLong(lines.get(2)),
                Long.parseLong(lines.get(0)),
                Long.parseLong(lines.get(1)),
                Long.parseLong(lines.get(3)),
                lines.subList(LINES, lines.size()).stream().map(Long::valueOf).toList());
    }
}
