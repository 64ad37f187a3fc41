package io.eos.bench;

import io.eos.api.MessageId;
import io.eos.api.Scope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult.SetDataResult;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/**
 * The least that ZooKeeper can do: a {@code multi} of a check of the owner's version, the watermark, and a create for each id, of no more ids
 * than the store takes at once in {@code PROCESSOR} scope, over one session. Ids are spread over as many directories as the store's; in {@code SHARD} scope these
 * are below the shard. There is no claim, no time, and no answer about whose result won.
 */
final class LeanZooKeeperClient implements Client {
    private static final int BUCKETS = 256;
    private static final int MOST_CREATES = 250;

    /** What the store adds to a body: version, state, token. */
    private static final int HEAD = 10;

    private final ZooKeeper zooKeeper;
    private final String owner;
    private final String mark;
    private final String ids;
    private final byte[] body = new byte[HEAD + Messages.storedSize()];
    private int markVersion;

    private LeanZooKeeperClient(ZooKeeper zooKeeper, String root, Scope scope) {
        this.zooKeeper = zooKeeper;
        owner = root + "/owner";
        mark = root + "/mark";
        ids = root + "/" + (scope == Scope.SHARD ? Messages.SHARD.topicId() + "-" + Messages.SHARD.partition() : "ids");
    }

    /** Opens it under a prefix where nothing is. */
    static LeanZooKeeperClient open(String address, String prefix, Scope scope)
            throws IOException, InterruptedException, KeeperException {
        ZooKeeper zooKeeper = ZooKeepers.connect(address);
        String root = "/" + prefix + "lean";
        LeanZooKeeperClient client = new LeanZooKeeperClient(zooKeeper, root, scope);
        List<Op> operations = new ArrayList<>();
        for (String path : List.of(root, client.owner, client.mark, client.ids)) {
            operations.add(create(path, new byte[0]));
        }
        for (int i = 0; i < BUCKETS; i++) {
            operations.add(create(client.bucket(i), new byte[0]));
        }
        zooKeeper.multi(operations);
        return client;
    }

    private static Op create(String path, byte[] data) {
        return Op.create(path, data, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    private String bucket(int number) {
        return ids + "/" + HexFormat.of().toHexDigits((byte) number);
    }

    private String path(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return bucket((int) (crc.getValue() & (BUCKETS - 1))) + "/"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void record(Batch batch) throws InterruptedException, KeeperException {
        for (Batch part : batch.parts(MOST_CREATES)) {
            List<Op> operations = new ArrayList<>(part.size() + 2);
            operations.add(Op.check(owner, 0));
            byte[] data =
                    ByteBuffer.allocate(Long.BYTES).putLong(part.watermark()).array();
            operations.add(Op.setData(mark, data, markVersion));
            part.messages().forEach(message -> operations.add(create(path(message.id()), body)));
            try {
                SetDataResult written =
                        (SetDataResult) zooKeeper.multi(operations).get(1);
                markVersion = written.getStat().getVersion();
            } catch (KeeperException.NodeExistsException e) {
                throw new IllegalStateException("not recorded: an id was there already", e);
            }
        }
    }

    @Override
    public int find(List<MessageId> wanted) throws InterruptedException, KeeperException {
        List<String> paths = wanted.stream().map(id -> path(id.toBytes())).toList();
        return ZooKeepers.read(zooKeeper, owner, paths).size();
    }

    @Override
    public void close() {
        ZooKeepers.close(zooKeeper);
    }
}
