package io.eos.peers.consumer;

import io.eos.cli.chaos.peer.PeerConsumer.Points;
import org.jspecify.annotations.Nullable;
import org.springframework.integration.metadata.ConcurrentMetadataStore;

/** A metadata store that says when it is asked for an id, and has answered. Thread-safe as that one. */
record WatchedMetadata(ConcurrentMetadataStore store, Points points) implements ConcurrentMetadataStore {
    @Override
    public @Nullable String putIfAbsent(String key, String value) {
        points.looking();
        String before = store.putIfAbsent(key, value);
        points.looked();
        return before;
    }

    @Override
    public boolean replace(String key, String oldValue, String newValue) {
        return store.replace(key, oldValue, newValue);
    }

    @Override
    public void put(String key, String value) {
        store.put(key, value);
    }

    @Override
    public @Nullable String get(String key) {
        return store.get(key);
    }

    @Override
    public @Nullable String remove(String key) {
        return store.remove(key);
    }
}
