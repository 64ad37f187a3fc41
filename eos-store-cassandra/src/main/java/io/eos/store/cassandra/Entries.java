package io.eos.store.cassandra;

import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.EntryCursor;
import io.eos.spi.Registration;
import io.eos.spi.StoreAdmin.Entry;
import io.eos.spi.StoreAdmin.EntryState;
import io.eos.spi.StoreAdmin.Page;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lists entries, and forgets some. Thread-safe.
 *
 * <p>What is forgotten keeps a row with its last token, and is written on the condition that it still is as it was read. A list of {@code PROCESSOR} scope
 * reads the whole table, without the results; one of {@code SHARD} scope only what the page shows.
 */
final class Entries {
    private static final int BATCH = 100;

    private final Processors processors;
    private final Places places;
    private final Retention retention;
    private final String address;

    Entries(Processors processors, Places places, Retention retention, String address) {
        this.processors = processors;
        this.places = places;
        this.retention = retention;
        this.address = address;
    }

    private List<Place> places(String operation, String processor) {
        Registration registration = processors.find(operation, processor);
        if (registration == null) {
            return List.of();
        }
        if (registration.stored().scope() == Scope.PROCESSOR) {
            return List.of(places.of(processor));
        }
        return processors.shards(operation, processor).stream().map(places::of).toList();
    }

    List<Entry> lookUp(String processor, MessageId id) {
        List<Entry> found = new ArrayList<>();
        for (Place place : places("a look-up", processor)) {
            IdRow row = place.rows("a look-up", List.of(id)).get(id);
            if (row != null && row.state().visible()) {
                found.add(row.entry(place.shard()));
            }
        }
        return found;
    }

    Page list(String processor, @Nullable EntryState state, @Nullable EntryCursor after, int limit) {
        Predicate<IdRow> wanted =
                row -> row.state().visible() && (state == null || row.state().is(state));
        TreeMap<EntryCursor, Place> first = new TreeMap<>();
        for (Place place : places("a list of entries", processor)) {
            // One more than the page takes tells whether there is a next one.
            collect(place, wanted, after, limit + 1, first);
        }
        Optional<String> next = Optional.empty();
        if (first.size() > limit) {
            first.pollLastEntry();
            next = Optional.of(first.lastKey().text());
        }
        Map<Place, List<MessageId>> byPlace = new HashMap<>();
        first.forEach((cursor, place) ->
                byPlace.computeIfAbsent(place, each -> new ArrayList<>()).add(cursor.id()));
        TreeMap<EntryCursor, Entry> entries = new TreeMap<>();
        byPlace.forEach((place, ids) -> {
            for (int from = 0; from < ids.size(); from += BATCH) {
                List<MessageId> some = ids.subList(from, Math.min(ids.size(), from + BATCH));
                place.rows("a list of entries", some).values().stream()
                        .filter(wanted)
                        .map(row -> row.entry(place.shard()))
                        .forEach(entry -> entries.put(EntryCursor.of(entry), entry));
            }
        });
        return new Page(List.copyOf(entries.values()), next);
    }

    /** Adds a place's entries behind a cursor, and keeps those that come first. */
    private static void collect(
            Place place,
            Predicate<IdRow> wanted,
            @Nullable EntryCursor after,
            int most,
            NavigableMap<EntryCursor, Place> first) {
        Iterator<IdRow> rows = place.scan("a list of entries", after == null ? null : after.id())
                .filter(wanted)
                .iterator();
        while (rows.hasNext()) {
            EntryCursor cursor = EntryCursor.of(rows.next().id(), place.shard());
            if (after != null && cursor.compareTo(after) <= 0) {
                continue;
            }
            if (first.size() == most && first.lastKey().compareTo(cursor) < 0) {
                if (place.sorted()) {
                    return;
                }
                continue;
            }
            first.put(cursor, place);
            if (first.size() > most) {
                first.pollLastEntry();
            }
        }
    }

    long forget(Shard shard, long fromOffset) {
        String operation = "forgetting results of " + shard;
        Predicate<IdRow> meant = row -> row.sourceIn(shard) && row.offset() >= fromOffset;
        Attempts attempts = new Attempts(operation, address);
        long forgotten = 0;
        for (Place place : places(operation, shard.processor())) {
            List<MessageId> ids = new ArrayList<>();
            Iterator<IdRow> rows =
                    attempts.run(() -> place.scan(operation, null).filter(meant).iterator());
            while (attempts.run(rows::hasNext)) {
                ids.add(rows.next().id());
                if (ids.size() == BATCH || !attempts.run(rows::hasNext)) {
                    forgotten += clear(operation, place, ids, meant, attempts);
                    ids.clear();
                }
            }
        }
        return forgotten;
    }

    boolean erase(String processor, MessageId id) {
        String operation = "erasing an id of " + processor;
        Attempts attempts = new Attempts(operation, address);
        long erased = 0;
        for (Place place : places(operation, processor)) {
            erased += clear(operation, place, List.of(id), row -> row.state() != RowState.RELEASED, attempts);
        }
        return erased > 0;
    }

    /** Makes ids absent whose rows are meant, as often as it takes; gives how many were. */
    private long clear(String operation, Place place, List<MessageId> ids, Predicate<IdRow> meant, Attempts attempts) {
        attempts.next();
        long cleared = 0;
        while (true) {
            List<RowWrite> writes = new ArrayList<>();
            for (IdRow row : attempts.run(() -> place.rows(operation, ids)).values()) {
                if (meant.test(row)) {
                    writes.add(RowWrite.absent(row, false, retention));
                }
            }
            if (writes.isEmpty()) {
                return cleared;
            }
            List<Calls.Applied> applied = attempts.run(() -> place.write(operation, writes));
            long now =
                    applied.stream().filter(each -> each == Calls.Applied.YES).count();
            cleared += now;
            if (now > 0) {
                attempts.happened();
            }
            if (now == writes.size()) {
                return cleared;
            }
            attempts.again(applied.contains(Calls.Applied.UNKNOWN) ? Calls.Applied.UNKNOWN : Calls.Applied.REFUSED);
        }
    }
}
