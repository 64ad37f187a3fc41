package io.eos.store.cassandra;

import io.eos.api.MessageId;
import io.eos.api.Shard;
import io.eos.spi.EntryCursor;
import io.eos.spi.Registration;
import io.eos.spi.StoreAdmin;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operator's view. Thread-safe. Lists of entries scan; one id and one shard are found by their keys. */
final class CassandraStoreAdmin implements StoreAdmin {
    private final Processors processors;
    private final Heads heads;
    private final Entries entries;
    private final Runnable checkOpen;

    CassandraStoreAdmin(Processors processors, Heads heads, Entries entries, Runnable checkOpen) {
        this.processors = processors;
        this.heads = heads;
        this.entries = entries;
        this.checkOpen = checkOpen;
    }

    @Override
    public List<Registration> processors() {
        checkOpen.run();
        return processors.all();
    }

    @Override
    public List<ShardState> shards(String processor) {
        checkOpen.run();
        List<ShardState> states = new ArrayList<>();
        for (Shard shard : processors.shards("a list of shards", processor)) {
            Head head = heads.read("a list of shards", shard).head();
            if (head != null) {
                states.add(new ShardState(shard, head.epoch(), head.node(), head.checkpoint(), head.changedAt()));
            }
        }
        return states;
    }

    @Override
    public List<Entry> lookUp(String processor, MessageId id) {
        checkOpen.run();
        return entries.lookUp(processor, id);
    }

    @Override
    public Page list(String processor, @Nullable EntryState state, @Nullable String after, int limit) {
        checkOpen.run();
        Page.checkLimit(limit);
        return entries.list(processor, state, EntryCursor.parse(after), limit);
    }

    @Override
    public void lowerWatermark(Shard shard, long watermark) {
        checkOpen.run();
        heads.lower(shard, watermark);
    }

    @Override
    public long forget(Shard shard, long fromOffset) {
        checkOpen.run();
        return entries.forget(shard, fromOffset);
    }

    @Override
    public boolean erase(String processor, MessageId id) {
        checkOpen.run();
        return entries.erase(processor, id);
    }
}
