package io.eos.testkit;

import io.eos.api.FencedException;
import io.eos.api.NodeId;
import io.eos.api.Shard;
import io.eos.spi.Checkpoint;
import io.eos.spi.RecordOutcome;
import io.eos.spi.Registration;
import io.eos.spi.StoreAdmin;
import io.eos.spi.Tenure;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The "disk" of one or more {@link InMemoryResultStore}s. Its monitor is the one lock; whoever uses it holds it. */
final class Memory {
    final InstantSource clock;
    final RandomGenerator random;

    final Map<String, Registration> processors = new TreeMap<>();
    final Map<Shard, Owned> shards =
            new TreeMap<>(java.util.Comparator.comparing(Shard::processor).thenComparing(StoreAdmin.SHARD_ORDER));
    final TreeMap<Slot, Held> slots = new TreeMap<>();
    final Map<String, Versioned> values = new HashMap<>();
    final List<String> ledger = new ArrayList<>();
    private long lastToken;
    private long lastVersion;

    Memory(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** A shard's row. Made by the first acquisition and never removed, so that epochs go on. */
    record Owned(long epoch, long nonce, NodeId node, Checkpoint checkpoint, Instant changedAt) {}

    /** A value that effects wrote, with the number of the write. */
    record Versioned(String value, long version) {}

    Instant now() {
        return clock.instant();
    }

    /** One counter for all ids, which neither release nor purge nor erasure touches: so tokens never go back. */
    long nextToken() {
        return ++lastToken;
    }

    long nextVersion() {
        return ++lastVersion;
    }

    @Nullable Owned shard(Shard shard) {
        return shards.get(shard);
    }

    /** The row of a shard, which must be this tenure's. */
    Owned owned(Tenure tenure) {
        Owned owned = shards.get(tenure.shard());
        if (owned == null || owned.epoch() != tenure.epoch() || owned.nonce() != tenure.nonce()) {
            throw new FencedException("tenure " + tenure.epoch() + " of " + tenure.node() + " does not own "
                    + tenure.shard() + ": "
                    + (owned == null ? "nobody does" : "its epoch is " + owned.epoch() + ", of " + owned.node()));
        }
        return owned;
    }

    /** The conditions under which a checkpoint, and what comes with it, may be written: see {@link Checkpoint}. */
    void guard(Tenure tenure, Checkpoint checkpoint) {
        Checkpoint stored = owned(tenure).checkpoint();
        if (stored.sequence() > checkpoint.sequence()) {
            throw new FencedException("write " + checkpoint.sequence() + " of a tenure of " + tenure.shard()
                    + " came after its write " + stored.sequence());
        }
        if (stored.watermark() < checkpoint.acknowledged()) {
            throw new FencedException("the watermark of " + tenure.shard() + " is " + stored.watermark() + ", but "
                    + checkpoint.acknowledged() + " was acknowledged: the store went back to an earlier history");
        }
    }

    /** Writes a checkpoint; its watermark only if all that came with it is recorded. */
    void write(Tenure tenure, Checkpoint checkpoint, List<RecordOutcome> outcomes) {
        write(
                tenure,
                RecordOutcome.allRecorded(outcomes)
                        ? checkpoint
                        : checkpoint.heldAt(owned(tenure).checkpoint()));
    }

    /** Writes a checkpoint. What was acknowledged is a condition, not a state: the next tenure is told the watermark. */
    void write(Tenure tenure, Checkpoint checkpoint) {
        Checkpoint stored = new Checkpoint(
                checkpoint.sequence(),
                checkpoint.watermark(),
                checkpoint.watermark(),
                checkpoint.leaderEpoch(),
                checkpoint.pending());
        shards.put(tenure.shard(), new Owned(tenure.epoch(), tenure.nonce(), tenure.node(), stored, now()));
    }

    /** A copy of all there is. The values are immutable, so the maps are enough. */
    Memory copy() {
        Memory copy = new Memory(clock, random);
        copy.become(this);
        return copy;
    }

    /** Takes over what another one holds. */
    void become(Memory other) {
        replace(processors, other.processors);
        replace(shards, other.shards);
        replace(slots, other.slots);
        replace(values, other.values);
        ledger.clear();
        ledger.addAll(other.ledger);
        lastToken = other.lastToken;
        lastVersion = other.lastVersion;
    }

    private static <K, V> void replace(Map<K, V> target, Map<K, V> source) {
        target.clear();
        target.putAll(source);
    }
}
