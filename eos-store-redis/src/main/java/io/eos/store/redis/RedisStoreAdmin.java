package io.eos.store.redis;

import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.EntryCursor;
import io.eos.spi.Registration;
import io.eos.spi.StoreAdmin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/**
 * The operator's view. Thread-safe.
 *
 * <p>Hashes have no order: a page of {@link #list} goes through all entries of the processor, and so does {@link #forget}. Neither holds the
 * server up, since they go a few hundred at a time. Where a slot gets another server meanwhile, both can miss entries: repeat them.
 */
final class RedisStoreAdmin implements StoreAdmin {
    private final Layout layout;
    private final Calls calls;
    private final Processors processors;
    private final Shards shards;
    private final Runnable checkOpen;

    RedisStoreAdmin(Layout layout, Calls calls, Processors processors, Shards shards, Runnable checkOpen) {
        this.layout = layout;
        this.calls = calls;
        this.processors = processors;
        this.shards = shards;
        this.checkOpen = checkOpen;
    }

    /** A cell, and the shard that it belongs to in {@code SHARD} scope. */
    private record Place(Cell cell, @Nullable Shard shard) {}

    @Override
    public List<Registration> processors() {
        checkOpen.run();
        return processors.all();
    }

    @Override
    public List<ShardState> shards(String processor) {
        checkOpen.run();
        Optional<Processors.Known> known = processors.find(processor);
        return known.isEmpty() ? List.of() : shards.states(processor, known.get());
    }

    @Override
    public List<Entry> lookUp(String processor, MessageId id) {
        checkOpen.run();
        List<Entry> found = new ArrayList<>();
        for (Place place : places(processor, id)) {
            // In this order: what is claimed at the first look can be done at the second, never the other way round.
            List<@Nullable Object> both = calls.read(
                    "a look-up",
                    List.of(
                            Call.of(Command.HGET).key(place.cell().claims()).with(id.toBytes()),
                            Call.of(Command.HGET).key(place.cell().results()).with(id.toBytes())));
            byte[] claim = Replies.bytesOrNull(both.get(0));
            byte[] result = Replies.bytesOrNull(both.get(1));
            if (result != null) {
                found.add(Stored.resultEntry(place.shard(), id, result));
            } else if (claim != null) {
                Stored.claimEntry(place.shard(), id, claim).ifPresent(found::add);
            }
        }
        return found;
    }

    /** The places where an id can be; all of a processor's if it is null. */
    private List<Place> places(String processor, @Nullable MessageId id) {
        Optional<Processors.Known> known = processors.find(processor);
        if (known.isEmpty()) {
            return List.of();
        }
        Keys keys = layout.keys();
        if (known.get().scope() == Scope.SHARD) {
            return shards.list(processor).stream()
                    .map(shard -> new Place(keys.cellOf(shard), shard))
                    .toList();
        }
        int buckets = known.get().buckets();
        IntStream numbers = id == null ? IntStream.range(0, buckets) : IntStream.of(Keys.bucketOf(id, buckets));
        return numbers.mapToObj(number -> new Place(keys.bucketOf(processor, number), null))
                .toList();
    }

    @Override
    public Page list(String processor, @Nullable EntryState state, @Nullable String after, int limit) {
        checkOpen.run();
        Page.checkLimit(limit);
        Listing listing = new Listing(calls, state, EntryCursor.parse(after), limit);
        places(processor, null).forEach(place -> listing.collect(place.cell(), place.shard()));
        return listing.page();
    }

    @Override
    public void lowerWatermark(Shard shard, long watermark) {
        checkOpen.run();
        processors.find(shard.processor()).ifPresent(known -> shards.lower(shard, known, watermark));
    }

    @Override
    public long forget(Shard shard, long fromOffset) {
        checkOpen.run();
        long[] forgotten = {0};
        for (Place place : places(shard.processor(), null)) {
            String key = place.cell().results();
            new Scan(calls, key).forEachPage(page -> {
                List<Scan.Pair> meant = page.stream()
                        .filter(pair -> comesFrom(pair.value().unsafeArray(), shard, fromOffset))
                        .toList();
                forgotten[0] += Scan.delete(calls, "forgetting results of " + shard, key, meant, Stored.MARK);
            });
        }
        return forgotten[0];
    }

    private static boolean comesFrom(byte[] value, Shard shard, long fromOffset) {
        StoredResult result = Stored.result(value, 0);
        return result.source().in(shard) && result.source().offset() >= fromOffset;
    }

    @Override
    public boolean erase(String processor, MessageId id) {
        checkOpen.run();
        boolean any = false;
        for (Place place : places(processor, id)) {
            Call call = Call.of(Script.ERASE)
                    .key(place.cell().results())
                    .key(place.cell().claims())
                    .with(id.toBytes());
            any |= Replies.number(calls.write("erasing an id", call)) > 0;
        }
        return any;
    }
}
