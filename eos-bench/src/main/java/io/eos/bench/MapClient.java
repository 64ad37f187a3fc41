package io.eos.bench;

import io.eos.api.MessageId;
import io.eos.spi.Completion;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the in-memory store is compared with: a map, which keeps neither claims nor tenures. */
final class MapClient implements Client {
    private final Map<MessageId, byte[]> results = new ConcurrentHashMap<>();
    private final byte[] body = new byte[Messages.storedSize()];

    @Override
    public void record(Batch batch) {
        for (Completion completion : batch.completions()) {
            if (results.putIfAbsent(completion.id(), body.clone()) != null) {
                throw new IllegalStateException("not recorded: " + completion.id());
            }
        }
    }

    @Override
    public int find(List<MessageId> ids) {
        return (int) ids.stream().filter(results::containsKey).count();
    }

    @Override
    public void close() {}
}
