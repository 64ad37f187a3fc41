package io.eos.cli.bench;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be measured. Immutable.
 *
 * @param messages how many distinct messages the topic has
 * @param duplicates the share of them that is there twice
 * @param bytes each value's size
 * @param partitions of all topics
 * @param runs how often each is measured
 * @param stores names of storage systems, which are then started, or addresses
 * @param identities by which eos knows duplicates
 * @param kinds of handlers
 * @param scope in which ids are unique
 * @param delays how late the stores' answers are in turn, in milliseconds; where there are none, this is not measured
 * @param latencySeconds how long latency is measured, 0 for not at all
 * @param scaling with how many nodes and partitions copies are measured besides
 * @param storedIds at how many stored ids stores are measured; where there are none, this is not measured
 * @param peers whether other libraries are measured too
 * @param turns how many turns each takes where the stores are compared with their peers
 * @param heap of the JVMs that are measured, such as 256m
 * @param profile where each of them leaves a flight recording, if anywhere
 * @param output the directory of measurements and report
 */
public record BenchPlan(
        int messages,
        double duplicates,
        int bytes,
        int partitions,
        int runs,
        List<String> stores,
        List<String> identities,
        List<Kind> kinds,
        String scope,
        List<String> delays,
        int latencySeconds,
        List<ScalingCase> scaling,
        List<Long> storedIds,
        boolean peers,
        int turns,
        String heap,
        @Nullable Path profile,
        Path output) {
    /** What a handler does. */
    public enum Kind {
        /** Makes outputs: here a copy of what is new. */
        TRANSFORM,
        /** Has effects outside: here none. */
        HANDLE,
        /** Has effects in the store's own transaction: here a row. */
        TRANSACT
    }
}
