package io.eos.bench;

import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.Checkpoint;
import io.eos.spi.Tenure;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult.SetDataResult;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/**
 * What a program would send to ZooKeeper to do what eos's store does: one {@code multi} of a check of the tenure's znode, the checkpoint under its
 * version, and the results, each in the znode of its id ({@link BareZnodes}), or many in a segment ({@link BareSegments}). One session.
 */
final class BareZooKeeperClient implements Client {
    private final ZooKeeper zooKeeper;
    private final Tenure tenure;
    private final String fence;
    private final String checkpoint;
    private final Results results;
    private int version;
    private long sequence;
    private long watermark = Checkpoint.EMPTY.watermark();

    /** Where results are. */
    interface Results {
        /** The most that are written at once. */
        int most();

        /** The operations that put results where none are. */
        List<Op> plan(List<Message> messages);

        /** What was planned is written. */
        void written(Stat checkpoint);

        int find(ZooKeeper zooKeeper, List<MessageId> ids) throws InterruptedException, KeeperException;
    }

    /**
     * Goes on under a tenure.
     *
     * @param prefix of the names of the znodes among which the tenure is the present one
     */
    BareZooKeeperClient(ZooKeeper zooKeeper, String prefix, Tenure tenure)
            throws InterruptedException, KeeperException {
        this.zooKeeper = zooKeeper;
        this.tenure = tenure;
        Shard shard = tenure.shard();
        String processor = "/" + prefix + "processors/" + shard.processor();
        String owner = processor + "/shards/" + shard.topicId() + "-" + shard.partition();
        fence = owner + "/tenure-" + tenure.epoch() + "-" + HexFormat.of().toHexDigits(tenure.nonce());
        checkpoint = owner + "/checkpoint";
        results = tenure.scope() == Scope.SHARD
                ? new BareSegments(owner + "/results", checkpoint)
                : new BareZnodes(processor + "/ids");
        Stat stat = new Stat();
        zooKeeper.getData(checkpoint, false, stat);
        version = stat.getVersion();
    }

    static Op create(String path, byte[] data) {
        return Op.create(path, data, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    @Override
    public void record(Batch batch) throws InterruptedException, KeeperException {
        sequence++;
        List<Batch> parts = batch.parts(results.most());
        for (int i = 0; i < parts.size(); i++) {
            // It moves when all of them are there.
            write(parts.get(i).messages(), i == parts.size() - 1 ? batch.watermark() : watermark);
        }
        watermark = batch.watermark();
    }

    private void write(List<Message> messages, long mark) throws InterruptedException, KeeperException {
        List<Op> operations = new ArrayList<>(messages.size() + 2);
        operations.add(Op.check(fence, -1));
        operations.add(Op.setData(checkpoint, checkpoint(mark), version));
        operations.addAll(results.plan(messages));
        try {
            Stat stat = ((SetDataResult) zooKeeper.multi(operations).get(1)).getStat();
            version = stat.getVersion();
            results.written(stat);
        } catch (KeeperException.NodeExistsException | KeeperException.NoNodeException e) {
            throw new IllegalStateException(
                    "not recorded: an id was there already, or the tenure is not the present one", e);
        }
    }

    private byte[] checkpoint(long mark) {
        boolean segments = tenure.scope() == Scope.SHARD;
        ByteBuffer out = ByteBuffer.allocate(segments ? 31 : 30)
                .put((byte) (segments ? 2 : 1))
                .putLong(tenure.epoch())
                .putLong(sequence)
                .putLong(mark)
                .putInt(0);
        if (segments) {
            out.put((byte) 0);
        }
        // Nothing is pending.
        return out.put((byte) 1).array();
    }

    @Override
    public int find(List<MessageId> wanted) throws InterruptedException, KeeperException {
        return results.find(zooKeeper, wanted);
    }

    @Override
    public void close() {
        ZooKeepers.close(zooKeeper);
    }
}
