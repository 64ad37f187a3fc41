package io.eos.testkit;

import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.StoreAdmin;
import io.eos.spi.Tenure;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Where an id is unique: in its processor, and in {@code SHARD} scope in its shard as well. In the order of processors, ids, shards.
 *
 * @param shard null in {@code PROCESSOR} scope
 */
record Slot(String processor, MessageId id, @Nullable Shard shard) implements Comparable<Slot> {
    private static final Comparator<Slot> ORDER = Comparator.comparing(Slot::processor)
            .thenComparing(Slot::id)
            .thenComparing(Slot::shard, Comparator.nullsFirst(StoreAdmin.SHARD_ORDER));

    static Slot of(Tenure tenure, MessageId id) {
        Shard shard = tenure.shard();
        return new Slot(shard.processor(), id, tenure.scope() == Scope.SHARD ? shard : null);
    }

    @Override
    public int compareTo(Slot other) {
        return ORDER.compare(this, other);
    }
}
