package com.example.mvstore;

import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.ResultStatus;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.EntryCursor;
import io.eos.spi.Registration;
import io.eos.spi.StoreAdmin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;

/** The operator's view of a file. Thread-safe. */
final class MvStoreAdmin implements StoreAdmin {
    private final Tables tables;

    MvStoreAdmin(Tables tables) {
        this.tables = tables;
    }

    @Override
    public List<Registration> processors() {
        return tables.read(() ->
                tables.processors().keySet().stream().map(tables::processor).toList());
    }

    @Override
    public List<ShardState> shards(String processor) {
        return tables.read(() -> tables.shards(processor).keySet().stream()
                .map(key -> state(Tables.shard(processor, key)))
                .toList());
    }

    private ShardState state(Shard shard) {
        Tables.Row row = tables.row(shard);
        return new ShardState(shard, row.epoch(), row.node(), row.checkpoint(), row.changedAt());
    }

    @Override
    public List<Entry> lookUp(String processor, MessageId id) {
        return tables.read(() -> keys(processor, id).stream()
                .flatMap(key -> entry(processor, key, tables.entries(processor).get(key)).stream())
                .toList());
    }

    private List<String> keys(String processor, MessageId id) {
        String first = EntryCursor.of(id, null).text();
        List<String> keys = new ArrayList<>();
        Cursor<String, byte[]> cursor = tables.entries(processor).cursor(first);
        while (cursor.hasNext() && cursor.next().startsWith(first)) {
            keys.add(cursor.getKey());
        }
        return keys;
    }

    /** An id that nobody holds any more is absent, whatever is remembered of it. */
    private static Optional<Entry> entry(String processor, String key, byte[] stored) {
        EntryCursor place = EntryCursor.parse(key);
        Shard shard = place.shard().isEmpty() ? null : Tables.shard(processor, place.shard());
        Slot slot = Slot.fromBytes(stored);
        if (slot.isClaimed()) {
            NodeId holder = new NodeId(slot.holder());
            return Optional.of(
                    new Entry(shard, place.id(), EntryState.CLAIMED, null, slot.token(), holder, slot.changedAt()));
        }
        if (slot.isDone()) {
            StoredResult result = slot.decoded();
            EntryState state =
                    result.status() == ResultStatus.PROCESSED ? EntryState.PROCESSED : EntryState.DEAD_LETTER;
            return Optional.of(
                    new Entry(shard, place.id(), state, result, slot.token(), result.node(), slot.changedAt()));
        }
        return Optional.empty();
    }

    @Override
    public Page list(String processor, EntryState state, String after, int limit) {
        Page.checkLimit(limit);
        EntryCursor.parse(after); // refuses what is none
        return tables.read(() -> {
            List<Entry> page = new ArrayList<>();
            Cursor<String, byte[]> cursor = tables.entries(processor).cursor(after);
            while (cursor.hasNext()) {
                String key = cursor.next();
                Optional<Entry> entry = entry(processor, key, cursor.getValue())
                        .filter(each -> !key.equals(after) && (state == null || each.state() == state));
                if (entry.isPresent() && page.size() == limit) {
                    return new Page(
                            page,
                            Optional.of(EntryCursor.of(page.get(limit - 1)).text()));
                }
                entry.ifPresent(page::add);
            }
            return new Page(page, Optional.empty());
        });
    }

    @Override
    public void lowerWatermark(Shard shard, long watermark) {
        tables.write(() -> {
            Tables.Row row = tables.row(shard);
            if (row != null) {
                tables.put(
                        shard, Tables.Row.next(row, row.node(), row.checkpoint().loweredTo(watermark)));
            }
            return null;
        });
    }

    @Override
    public long forget(Shard shard, long fromOffset) {
        return tables.write(() -> remove(shard.processor(), Integer.MAX_VALUE, slot -> {
            if (!slot.isDone()) {
                return false;
            }
            var source = slot.decoded().source();
            return source.in(shard) && source.offset() >= fromOffset;
        }));
    }

    @Override
    public boolean erase(String processor, MessageId id) {
        return tables.write(() -> {
            List<String> keys = keys(processor, id);
            keys.forEach(tables.entries(processor)::remove);
            return !keys.isEmpty();
        });
    }

    /** Removes entries of a processor, in the order of their ids, and says how many. Within a write. */
    long remove(String processor, int limit, Predicate<Slot> which) {
        MVMap<String, byte[]> entries = tables.entries(processor);
        long removed = 0;
        Cursor<String, byte[]> cursor = entries.cursor(null); // sees the map as it is now
        while (removed < limit && cursor.hasNext()) {
            String key = cursor.next();
            if (which.test(Slot.fromBytes(cursor.getValue()))) {
                entries.remove(key);
                removed++;
            }
        }
        return removed;
    }
}
