package io.eos.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How far a node had come at several times, by the wall clock that all nodes share. Not thread-safe.
 *
 * @param all in their order; the first one is of the first record that it settled, the last one of its last
 */
record Samples(List<Sample> all) {
    /**
     * One of them.
     *
     * @param millis since 1970
     * @param settled how many records were settled until then
     */
    record Sample(long millis, long settled) {}

    private static final double WARMUP_PART = 0.25;
    private static final double LEAST_PART = 0.1;

    Samples {
        all = List.copyOf(all);
    }

    void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        all.forEach(one -> lines.add(one.millis() + " " + one.settled()));
        Files.write(file, lines);
    }

    static Samples read(Path file) throws IOException {
        return new Samples(Files.readAllLines(file).stream()
                .map(line -> line.split(" "))
                .map(parts -> new Sample(Long.parseLong(parts[0]), Long.parseLong(parts[1])))
                .toList());
    }

    /**
     * Records per second of all nodes together while each of them was at work: from the moment at which the last one has settled its first record, and
     * all of them the first quarter of the records, to the moment at which the first one settled its last. So it counts neither how long a group takes
     * to form, nor that JVMs are cold, nor that one is done before others. Nothing if that is less than a tenth of the records: then there were too few.
     */
    static OptionalDouble rate(List<Samples> nodes) {
        long from = nodes.stream()
                .mapToLong(one -> one.all.isEmpty() ? Long.MAX_VALUE : one.first())
                .max()
                .orElseThrow();
        long to = nodes.stream()
                .mapToLong(one -> one.all.isEmpty() ? Long.MIN_VALUE : one.last())
                .min()
                .orElseThrow();
        if (to <= from) {
            return OptionalDouble.empty();
        }
        double all = nodes.stream().mapToDouble(one -> one.at(Long.MAX_VALUE)).sum();
        long warm = nodes.stream()
                .flatMap(one -> one.all.stream())
                .mapToLong(Sample::millis)
                .filter(time -> time >= from && settled(nodes, time) >= all * WARMUP_PART)
                .min()
                .orElse(to);
        double settled = settled(nodes, to) - settled(nodes, warm);
        return settled < all * LEAST_PART ? OptionalDouble.empty() : OptionalDouble.of(settled * 1000 / (to - warm));
    }

    private static double settled(List<Samples> nodes, long millis) {
        return nodes.stream().mapToDouble(one -> one.at(millis)).sum();
    }

    private long first() {
        return all.get(0).millis();
    }

    private long last() {
        return all.get(all.size() - 1).millis();
    }

    /** How many were settled at a time, between samples in proportion. */
    private double at(long millis) {
        Sample before = all.get(0);
        for (Sample next : all) {
            if (next.millis() >= millis) {
                long span = next.millis() - before.millis();
                double part = span == 0 ? 1 : (double) (millis - before.millis()) / span;
                return before.settled() + part * (next.settled() - before.settled());
            }
            before = next;
        }
        return before.settled();
    }
}
