package io.eos.store.zookeeper;

import io.eos.api.Shard;
import io.eos.spi.Checkpoint;
import io.eos.store.zookeeper.ShardCodec.Owner;
import io.eos.store.zookeeper.ShardCodec.Written;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.zookeeper.Op;

/** Lowers a shard's watermark for an operator, and ends its tenure. Thread-safe. */
final class WatermarkLowering {
    private final Client client;
    private final Layout layout;
    private final Shards shards;

    WatermarkLowering(Client client, Layout layout, Shards shards) {
        this.client = client;
        this.layout = layout;
        this.shards = shards;
    }

    /** Fences first, so that a tenure that writes without pause cannot hold it up; then once more, with the checkpoint. */
    void lower(Call call, Shard shard, long watermark) {
        if (bump(call, shard, List.of())) {
            call.setMayHaveHappened();
            write(call, shard, watermark);
        }
    }

    private void write(Call call, Shard shard, long watermark) {
        ZNode node = client.read(call, layout.checkpoint(shard));
        if (node == null) {
            throw new LostRaceException("the shard's znodes were removed");
        }
        Written written = ShardCodec.checkpoint(node.data());
        Checkpoint next = written.checkpoint().loweredTo(watermark);
        // Of no tenure: each counts its writes from the beginning.
        byte[] data = ShardCodec.encode(0, next, written.form());
        bump(call, shard, List.of(Op.setData(layout.checkpoint(shard), data, node.version())));
    }

    /** Ends the present tenure, in one step with more. */
    private boolean bump(Call call, Shard shard, List<Op> more) {
        ZNode node = client.read(call, layout.owner(shard));
        if (node == null) {
            return false;
        }
        Owner owner = ShardCodec.owner(node.data());
        Owner next = new Owner(owner.epoch() + 1, ThreadLocalRandom.current().nextLong(), owner.node());
        shards.takeOver(call, shard, node, next, more);
        return true;
    }
}
