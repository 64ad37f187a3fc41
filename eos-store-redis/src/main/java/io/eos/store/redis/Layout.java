package io.eos.store.redis;

import io.eos.api.CorruptRecordException;
import io.eos.api.InvalidConfigurationException;
import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.Tenure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a tenure's ids, and its fence, are. Immutable.
 *
 * @param keys the names of keys
 * @param buckets over how many cells the ids of a processor are spread in {@code PROCESSOR} scope
 */
record Layout(Keys keys, int buckets) {
    /** What this release reads and writes: keys, kinds of values, and what the scripts look for in them. */
    static final int VERSION = 1;

    /** A hash, and the field of it, that say which tenure is the present one. */
    record Fence(String key, String field) {}

    /** The layout of a processor that was registered with another number of buckets, for operators. */
    Layout with(int others) {
        return new Layout(keys, others);
    }

    /** Whether results and the shard's row are in several slots, so that no script has all of them. */
    boolean isSpread(Scope scope) {
        return scope == Scope.PROCESSOR && buckets > 1;
    }

    String row(Shard shard, Scope scope) {
        return keys.row(shard, scope, buckets);
    }

    /** The fence in the shard's row, which has the checkpoint too. */
    Fence rowFence(Tenure tenure) {
        return new Fence(row(tenure.shard(), tenure.scope()), "tenure");
    }

    /** The fence that is in the same slot as a cell. */
    Fence fence(Tenure tenure, Cell cell) {
        return isSpread(tenure.scope()) ? new Fence(cell.tenures(), Keys.member(tenure.shard())) : rowFence(tenure);
    }

    /** The number of the bucket of an id; 0 where there is but one cell. */
    int bucket(Scope scope, MessageId id) {
        return isSpread(scope) ? Keys.bucketOf(id, buckets) : 0;
    }

    /** The cell of a bucket's number. */
    Cell cell(Shard shard, Scope scope, int bucket) {
        return scope == Scope.SHARD ? keys.cellOf(shard) : keys.bucketOf(shard.processor(), bucket);
    }

    /** All cells of a tenure's scope. */
    List<Cell> cells(Shard shard, Scope scope) {
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < (isSpread(scope) ? buckets : 1); i++) {
            cells.add(cell(shard, scope, i));
        }
        return cells;
    }

    /** A batch by cells. */
    List<Part> split(Tenure tenure, List<MessageId> ids) {
        Map<Integer, List<Integer>> byBucket = new TreeMap<>();
        for (int i = 0; i < ids.size(); i++) {
            byBucket.computeIfAbsent(bucket(tenure.scope(), ids.get(i)), any -> new ArrayList<>())
                    .add(i);
        }
        List<Part> parts = new ArrayList<>();
        byBucket.forEach((bucket, numbers) -> {
            Cell cell = cell(tenure.shard(), tenure.scope(), bucket);
            parts.add(new Part(cell, fence(tenure, cell), numbers));
        });
        return parts;
    }

    /** The places in a batch of the ids of one cell. */
    record Part(Cell cell, Fence fence, List<Integer> numbers) {}

    /**
     * Refuses a processor whose keys are laid out as this release does not know. The first ones have no version, which stands for 1.
     *
     * @param stored the version, null if there is none
     * @throws CorruptRecordException if it is another one
     */
    static void checkVersion(String processor, @Nullable String stored) {
        if (stored != null && !stored.equals(Integer.toString(VERSION))) {
            throw new CorruptRecordException("the keys of the processor " + processor + " have layout version " + stored
                    + " but this release reads version " + VERSION + "; they were written by a newer one");
        }
    }

    /** Refuses a processor that was registered with another number of buckets, since its ids would not be found. */
    void check(String processor, Scope scope, int stored) {
        if (scope == Scope.PROCESSOR && stored != buckets) {
            throw new InvalidConfigurationException("store.buckets is " + buckets + " but the processor " + processor
                    + " was registered with " + stored + ", which cannot be changed; set store.buckets=" + stored);
        }
    }
}
