package io.eos.store.zookeeper;

import io.eos.spi.EntryCursor;
import io.eos.spi.StoreAdmin.Entry;
import io.eos.spi.StoreAdmin.EntryState;
import io.eos.spi.StoreAdmin.Page;
import io.eos.store.zookeeper.NodeNames.SlotName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a page of entries in the order of their ids, though they are spread by a hash: goes through all directories, and keeps the smallest that come
 * after the last page. In memory are a few directories' names and one page. Not thread-safe.
 */
final class Listing {
    private final Client client;
    private final CallRunner calls;
    private final String processor;
    private final @Nullable EntryState state;
    private final @Nullable EntryCursor after;
    private final int limit;
    private final TreeMap<EntryCursor, Entry> smallest = new TreeMap<>();

    Listing(
            Client client,
            CallRunner calls,
            String processor,
            @Nullable EntryState state,
            @Nullable EntryCursor after,
            int limit) {
        this.client = client;
        this.calls = calls;
        this.processor = processor;
        this.state = state;
        this.after = after;
        this.limit = limit;
    }

    /** Always goes on: the smallest can be anywhere. */
    boolean add(String directory, List<String> names) {
        TreeMap<EntryCursor, SlotName> wanted = new TreeMap<>();
        for (String name : names) {
            SlotName slot = NodeNames.slot(processor, name);
            EntryCursor cursor = EntryCursor.of(slot.id(), slot.shard());
            if (after == null || cursor.compareTo(after) > 0) {
                wanted.put(cursor, slot);
            }
        }
        for (List<Map.Entry<EntryCursor, SlotName>> some :
                Buckets.chunks(List.copyOf(wanted.entrySet()), Buckets.CHUNK)) {
            List<Map.Entry<EntryCursor, SlotName>> hopeful =
                    some.stream().filter(each -> mayBeOnPage(each.getKey())).toList();
            if (hopeful.isEmpty()) {
                break;
            }
            read(directory, hopeful);
        }
        return true;
    }

    private boolean mayBeOnPage(EntryCursor cursor) {
        return smallest.size() <= limit || cursor.compareTo(smallest.lastKey()) < 0;
    }

    private void read(String directory, List<Map.Entry<EntryCursor, SlotName>> slots) {
        List<String> paths = slots.stream()
                .map(each -> directory + "/"
                        + NodeNames.of(each.getValue().id(), each.getValue().shard()))
                .toList();
        List<@Nullable ZNode> nodes = calls.run("a list of entries", call -> client.read(call, paths));
        for (int i = 0; i < nodes.size(); i++) {
            SlotName slot = slots.get(i).getValue();
            add(slot, Slot.read(paths.get(i), nodes.get(i)));
        }
    }

    /** Takes an id as it stands, if it comes after the last page and before what is too much for this one. */
    void add(SlotName name, Slot slot) {
        EntryCursor cursor = EntryCursor.of(name.id(), name.shard());
        if ((after != null && cursor.compareTo(after) <= 0) || !mayBeOnPage(cursor)) {
            return;
        }
        Entry entry = ZooKeeperStoreAdmin.entry(name, slot);
        if (entry != null && (state == null || entry.state() == state)) {
            smallest.put(cursor, entry);
            if (smallest.size() > limit + 1) {
                smallest.pollLastEntry();
            }
        }
    }

    Page page() {
        if (smallest.size() <= limit) {
            return new Page(new ArrayList<>(smallest.values()), Optional.empty());
        }
        smallest.pollLastEntry();
        return new Page(
                new ArrayList<>(smallest.values()),
                Optional.of(smallest.lastKey().text()));
    }
}
