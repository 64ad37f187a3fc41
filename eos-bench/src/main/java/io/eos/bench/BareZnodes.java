package io.eos.bench;

import io.eos.api.MessageId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/** Results in a znode each, laid out as eos's store does. Thread-safe. */
final class BareZnodes implements BareZooKeeperClient.Results {
    private static final int BUCKETS = 256;
    private static final int MOST_CREATES = 250;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /** Of each bucket, with what names of business ids begin with. */
    private final String[] buckets = new String[BUCKETS];

    private final String ids;

    BareZnodes(String ids) {
        this.ids = ids;
        for (int i = 0; i < BUCKETS; i++) {
            buckets[i] = ids + "/" + HexFormat.of().toHexDigits((byte) i) + "/b~";
        }
    }

    private String path(byte[] id) {
        CRC32C crc = new CRC32C();
        crc.update(id);
        return buckets[(int) crc.getValue() & (BUCKETS - 1)]
                + ENCODER.encodeToString(Arrays.copyOfRange(id, 1, id.length));
    }

    @Override
    public int most() {
        return MOST_CREATES;
    }

    @Override
    public List<Op> plan(List<Message> messages) {
        List<Op> operations = new ArrayList<>(messages.size());
        for (Message message : messages) {
            byte[] body = message.body();
            byte[] data = ByteBuffer.allocate(2 + Long.BYTES + body.length)
                    .put((byte) 1)
                    .put((byte) 2)
                    .putLong(0)
                    .put(body)
                    .array();
            operations.add(BareZooKeeperClient.create(path(message.id()), data));
        }
        return operations;
    }

    @Override
    public void written(Stat checkpoint) {}

    @Override
    public int find(ZooKeeper zooKeeper, List<MessageId> wanted) throws InterruptedException, KeeperException {
        List<String> paths = wanted.stream().map(id -> path(id.toBytes())).toList();
        return ZooKeepers.read(zooKeeper, ids, paths).size();
    }
}
