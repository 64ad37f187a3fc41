package io.eos.cli.bench;

import java.util.List;

/**
 * What is measured where nothing else is asked for. Immutable.
 *
 * @param messages how many distinct ones
 * @param runs of each
 * @param stores their names
 * @param identities by which duplicates are known
 * @param kinds of handlers
 * @param delays of the stores' answers, in milliseconds
 * @param latencySeconds how long latency is measured
 * @param turns beside peers
 */
public record BenchPreset(
        int messages,
        int runs,
        List<String> stores,
        List<String> identities,
        List<BenchPlan.Kind> kinds,
        List<String> delays,
        int latencySeconds,
        int turns) {
    /** Copies alone. */
    public static final BenchPreset COPY = new BenchPreset(
            1_000_000, 3, List.of("h2"), List.of("key"), List.of(BenchPlan.Kind.TRANSFORM), List.of(), 0, 12);

    /** A little of everything. */
    public static final BenchPreset QUICK = new BenchPreset(
            60_000,
            2,
            List.of("h2", "redis", "postgresql"),
            List.of("key", "coordinates"),
            List.of(BenchPlan.Kind.values()),
            List.of("0", "0.5", "2"),
            9,
            3);
}
