package io.eos.store.zookeeper;

import io.eos.api.Coordinates;
import io.eos.api.CorruptRecordException;
import io.eos.api.Shard;
import io.eos.spi.PurgeRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.zookeeper.Op;
import org.jspecify.annotations.Nullable;

/** One call of a purge: what it was asked for, and what it has met so far. Not thread-safe. */
final class PurgePass {
    private final Client client;
    private final Layout layout;
    private final PurgeRequest request;
    private final Instant now;
    private final SortedSet<String> unreadable = new TreeSet<>();
    private long removed;

    /** @param now the server's time */
    PurgePass(Client client, Layout layout, PurgeRequest request, Instant now) {
        this.client = client;
        this.layout = layout;
        this.request = request;
        this.now = now;
    }

    /** Where results that must stay begin, and the version of the owner under which that holds. */
    record Bound(String owner, int version, long watermark) {
        Op check() {
            return Op.check(owner, version);
        }
    }

    boolean isOld(Instant since) {
        return isOld(since, request.retention());
    }

    boolean isOld(Instant since, Duration age) {
        return Duration.between(since, now).compareTo(age) >= 0;
    }

    /** How many more may be removed. */
    int left() {
        return (int) (request.limit() - removed);
    }

    void removed(int more) {
        removed += more;
    }

    long removed() {
        return removed;
    }

    /** Of what cannot be read: it stays, and holds nothing else up. */
    SortedSet<String> unreadable() {
        return unreadable;
    }

    /** The bounds of the shards that results came from; none of a shard whose checkpoint cannot be read. */
    Map<Shard, Bound> bounds(Call call, Collection<Coordinates> sources) {
        List<Shard> shards = sources.stream().map(this::shard).distinct().toList();
        List<String> paths = new ArrayList<>();
        shards.forEach(shard -> paths.addAll(List.of(layout.owner(shard), layout.checkpoint(shard))));
        List<@Nullable ZNode> nodes = client.read(call, paths);
        Map<Shard, Bound> bounds = new HashMap<>();
        for (int i = 0; i < shards.size(); i++) {
            Shard shard = shards.get(i);
            ZNode owner = nodes.get(2 * i);
            ZNode checkpoint = nodes.get(2 * i + 1);
            if (owner != null && checkpoint != null) {
                try {
                    long watermark = ShardCodec.checkpoint(checkpoint.data())
                            .checkpoint()
                            .watermark();
                    bounds.put(shard, new Bound(layout.owner(shard), owner.version(), watermark));
                } catch (CorruptRecordException e) {
                    unreadable.add(layout.checkpoint(shard));
                }
            }
        }
        return bounds;
    }

    /** The bound below which a result lies, or null if it must stay. */
    @Nullable Bound below(Map<Shard, Bound> bounds, Coordinates source) {
        Bound bound = bounds.get(shard(source));
        return bound == null || source.offset() >= bound.watermark() ? null : bound;
    }

    private Shard shard(Coordinates source) {
        return new Shard(request.processor(), source.topicId(), source.partition());
    }
}
