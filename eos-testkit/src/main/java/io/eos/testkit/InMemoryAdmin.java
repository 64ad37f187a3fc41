package io.eos.testkit;

import io.eos.api.MessageId;
import io.eos.api.ResultStatus;
import io.eos.api.Shard;
import io.eos.api.StoredResult;
import io.eos.spi.Registration;
import io.eos.spi.StoreAdmin;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The operator's view of an {@link InMemoryResultStore}. */
final class InMemoryAdmin implements StoreAdmin {

    private final Supplier<Memory> open;

    /** The supplier fails when the store is closed. */
    InMemoryAdmin(Supplier<Memory> open) {
        this.open = open;
    }

    @Override
    public List<Registration> processors() {
        Memory memory = open.get();
        synchronized (memory) {
            return List.copyOf(memory.processors.values());
        }
    }

    @Override
    public List<ShardState> shards(String processor) {
        Memory memory = open.get();
        synchronized (memory) {
            return memory.shards.entrySet().stream()
                    .filter(entry -> entry.getKey().processor().equals(processor))
                    .map(entry -> state(entry.getKey(), entry.getValue()))
                    .toList();
        }
    }

    private static ShardState state(Shard shard, Memory.Owned owned) {
        return new ShardState(shard, owned.epoch(), owned.node(), owned.checkpoint(), owned.changedAt());
    }

    @Override
    public List<Entry> lookUp(String processor, MessageId id) {
        Memory memory = open.get();
        synchronized (memory) {
            return ofId(memory, processor, id).stream()
                    .flatMap(slot -> entry(slot, memory.slots.get(slot)).stream())
                    .toList();
        }
    }

    private static List<Slot> ofId(Memory memory, String processor, MessageId id) {
        return memory.slots.tailMap(new Slot(processor, id, null)).keySet().stream()
                .takeWhile(
                        slot -> slot.processor().equals(processor) && slot.id().equals(id))
                .toList();
    }

    /** An id that nobody holds any more is absent, whatever is remembered of it. */
    private static Optional<Entry> entry(Slot slot, @Nullable Held held) {
        if (held instanceof Held.Claimed claim) {
            return Optional.of(new Entry(
                    slot.shard(),
                    slot.id(),
                    EntryState.CLAIMED,
                    null,
                    claim.token(),
                    claim.holder(),
                    claim.changedAt()));
        }
        if (held instanceof Held.Done done) {
            StoredResult result = done.result();
            EntryState state =
                    result.status() == ResultStatus.PROCESSED ? EntryState.PROCESSED : EntryState.DEAD_LETTER;
            return Optional.of(
                    new Entry(slot.shard(), slot.id(), state, result, done.token(), result.node(), done.changedAt()));
        }
        return Optional.empty();
    }

    @Override
    public Page list(String processor, @Nullable EntryState state, @Nullable String after, int limit) {
        Page.checkLimit(limit);
        Memory memory = open.get();
        List<Entry> page = new ArrayList<>();
        synchronized (memory) {
            Map<Slot, Held> rest = after == null ? memory.slots : memory.slots.tailMap(parse(processor, after), false);
            for (Map.Entry<Slot, Held> next : rest.entrySet()) {
                Optional<Entry> entry = entry(next.getKey(), next.getValue())
                        .filter(e -> next.getKey().processor().equals(processor))
                        .filter(e -> state == null || e.state() == state);
                if (entry.isPresent() && page.size() == limit) {
                    Entry last = page.get(page.size() - 1);
                    return new Page(page, Optional.of(format(last)));
                }
                entry.ifPresent(page::add);
            }
        }
        return new Page(page, Optional.empty());
    }

    private static String format(Entry entry) {
        String id = HexFormat.of().formatHex(entry.id().toBytes());
        Shard shard = entry.shard();
        return shard == null ? id : id + "/" + shard.topicId() + "/" + shard.partition();
    }

    private static Slot parse(String processor, String page) {
        String[] parts = page.split("/", -1);
        MessageId id = MessageId.fromBytes(HexFormat.of().parseHex(parts[0]));
        return new Slot(
                processor,
                id,
                parts.length == 1 ? null : new Shard(processor, UUID.fromString(parts[1]), Integer.parseInt(parts[2])));
    }

    @Override
    public void lowerWatermark(Shard shard, long watermark) {
        Memory memory = open.get();
        synchronized (memory) {
            Memory.Owned owned = memory.shard(shard);
            if (owned == null) {
                return;
            }
            memory.shards.put(
                    shard,
                    new Memory.Owned(
                            owned.epoch() + 1,
                            memory.random.nextLong(),
                            owned.node(),
                            owned.checkpoint().loweredTo(watermark),
                            memory.now()));
        }
    }

    @Override
    public long forget(Shard shard, long fromOffset) {
        Memory memory = open.get();
        synchronized (memory) {
            long before = memory.slots.size();
            memory.slots
                    .entrySet()
                    .removeIf(entry -> entry.getKey().processor().equals(shard.processor())
                            && entry.getValue() instanceof Held.Done done
                            && done.result().source().in(shard)
                            && done.result().source().offset() >= fromOffset);
            return before - memory.slots.size();
        }
    }

    @Override
    public boolean erase(String processor, MessageId id) {
        Memory memory = open.get();
        synchronized (memory) {
            return memory.slots.keySet().removeAll(ofId(memory, processor, id));
        }
    }
}
