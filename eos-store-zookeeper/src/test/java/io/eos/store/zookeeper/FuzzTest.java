package io.eos.store.zookeeper;

import io.eos.api.Bytes;
import io.eos.api.CorruptRecordException;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.Checkpoint;
import io.eos.spi.Pending;
import io.eos.spi.Tenure;
import io.eos.store.zookeeper.SegmentCodec.Entry;
import io.eos.testkit.Fuzz;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;

/** Data and names of znodes, damaged. */
class FuzzTest {
    private static final MessageId ID = MessageId.business("payment-1");
    private static final Shard SHARD = new Shard("p", new UUID(1, 2), 3);
    private static final Tenure TENURE = new Tenure(SHARD, Scope.SHARD, NodeId.random("node"), 5, 6);

    private final Fuzz fuzz = new Fuzz(CorruptRecordException.class);

    private static ZNode znode(byte[] data) {
        return new ZNode(Bytes.wrap(data), new Stat());
    }

    @Test
    void slots() {
        List<byte[]> valid = List.of(
                Slot.claim(TENURE, 7, Duration.ofSeconds(30), true), Slot.done(8, new byte[60]), Slot.released(true));
        fuzz.bytes(valid, data -> Slot.read("/a", znode(data)));
    }

    @Test
    void ownersAndCheckpoints() {
        Checkpoint checkpoint = new Checkpoint(1, 2, 3, 4, List.of(new Pending(5, ID)));
        fuzz.bytes(List.of(ShardCodec.owner(TENURE)), ShardCodec::owner);
        fuzz.bytes(
                List.of(ShardCodec.encode(5, checkpoint, Form.SEGMENTS), ShardCodec.encode(5, checkpoint, Form.ZNODES)),
                ShardCodec::checkpoint);
    }

    @Test
    void segmentsAndPages() {
        Entry entry = new Entry(ID, 7, 8, Bytes.wrap(new byte[60]));
        PageEntries page = new PageEntries();
        page.add(1, 2);
        page.add(-3, 65_535);
        fuzz.repairedBy(Fuzz::withCrc32c)
                .bytes(
                        List.of(SegmentCodec.encode(List.of(entry, entry))),
                        data -> SegmentCodec.segment("/a", znode(data)));
        fuzz.bytes(List.of(SegmentCodec.encode(page)), data -> SegmentCodec.page("/a", znode(data)));
    }

    @Test
    void names() {
        fuzz.texts(List.of(NodeNames.of(SHARD)), name -> NodeNames.shard("p", name));
        List<String> slots = List.of(
                NodeNames.of(ID, null), NodeNames.of(ID, SHARD), NodeNames.of(MessageId.of(SHARD.at(9)), SHARD));
        fuzz.texts(slots, name -> NodeNames.slot("p", name));
        fuzz.texts(List.of(NodeNames.of("a b")), NodeNames::processor);
    }
}
