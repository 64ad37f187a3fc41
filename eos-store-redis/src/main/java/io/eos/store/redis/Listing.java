package io.eos.store.redis;

import io.eos.api.MessageId;
import io.eos.api.Shard;
import io.eos.spi.EntryCursor;
import io.eos.spi.StoreAdmin.Entry;
import io.eos.spi.StoreAdmin.EntryState;
import io.eos.spi.StoreAdmin.Page;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A page of entries in the making: of all that is seen it keeps the first ones behind the cursor. Not thread-safe. */
final class Listing {
    private final Calls calls;
    private final @Nullable EntryState state;
    private final @Nullable EntryCursor after;
    private final int limit;
    private final NavigableMap<EntryCursor, Entry> first = new TreeMap<>();

    Listing(Calls calls, @Nullable EntryState state, @Nullable EntryCursor after, int limit) {
        this.calls = calls;
        this.state = state;
        this.after = after;
        this.limit = limit;
    }

    void collect(Cell cell, @Nullable Shard shard) {
        // Claims first, so that a result takes the place of the claim that it ended.
        if (state == null || state == EntryState.CLAIMED) {
            new Scan(calls, cell.claims()).forEachPage(page -> page.forEach(pair -> claim(pair, shard)));
        }
        if (state != EntryState.CLAIMED) {
            new Scan(calls, cell.results()).forEachPage(page -> page.forEach(pair -> result(pair, shard)));
        }
    }

    private void claim(Scan.Pair pair, @Nullable Shard shard) {
        EntryCursor position = position(pair, shard);
        if (isWanted(position)) {
            Stored.claimEntry(shard, position.id(), pair.value().unsafeArray())
                    .ifPresent(entry -> keep(position, entry));
        }
    }

    private void result(Scan.Pair pair, @Nullable Shard shard) {
        EntryCursor position = position(pair, shard);
        if (isWanted(position)) {
            keep(position, Stored.resultEntry(shard, position.id(), pair.value().unsafeArray()));
        }
    }

    private static EntryCursor position(Scan.Pair pair, @Nullable Shard shard) {
        return EntryCursor.of(MessageId.fromBytes(pair.field().unsafeArray()), shard);
    }

    private boolean isWanted(EntryCursor position) {
        boolean onThisPage = after == null || position.compareTo(after) > 0;
        return onThisPage && (first.size() <= limit || position.compareTo(first.lastKey()) <= 0);
    }

    private void keep(EntryCursor position, Entry entry) {
        if (state == null || entry.state() == state) {
            first.put(position, entry);
            if (first.size() > limit + 1) {
                first.pollLastEntry();
            }
        }
    }

    Page page() {
        List<Entry> entries = List.copyOf(first.values());
        return entries.size() <= limit
                ? new Page(entries, Optional.empty())
                : new Page(
                        entries.subList(0, limit),
                        Optional.of(EntryCursor.of(entries.get(limit - 1)).text()));
    }
}
